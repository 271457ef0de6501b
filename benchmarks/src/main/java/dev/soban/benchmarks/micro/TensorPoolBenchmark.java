package dev.soban.benchmarks.micro;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Taking a slab, publishing it, cutting a row out of it, and giving all back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TensorPoolBenchmark {
  private final TensorPool pool = new TensorPool(256L << 20, 64L << 20);

  @Param({"16", "602112"})
  public int sizeBytes;

  @Benchmark
  public long publishAndClose() {
    Slab slab = pool.allocate(sizeBytes);
    try (Tensor tensor = Tensor.of(DataType.FP32, Shape.of(1, sizeBytes / 4), slab);
        Tensor row = tensor.rows(0, 1)) {
      return row.sizeBytes();
    }
  }
}
