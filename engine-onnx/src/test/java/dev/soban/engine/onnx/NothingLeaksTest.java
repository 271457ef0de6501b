package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.engine.onnx.graph.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that answer, fail, guess wrong and carry strings, many times; memory comes back. */
class NothingLeaksTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long ALLOWED_GROWTH_KB = 48 * 1024;

  @TempDir Path folder;

  @Test
  void some_thousand_runs_leave_nothing_behind() throws Exception {
    run(4_000);
  }

  @Test
  @Tag("slow")
  void two_hundred_thousand_runs_leave_memory_as_it_was() throws Exception {
    memoryStays(200_000);
  }

  @Test
  @Tag("stress")
  void a_million_runs_leave_memory_as_it_was() throws Exception {
    memoryStays(1_000_000);
  }

  private void memoryStays(int runs) throws Exception {
    Assumptions.assumeTrue(Files.exists(STATUS), "resident memory is read from " + STATUS);
    run(20_000);
    long before = residentKb();
    run(runs);
    assertThat(residentKb() - before).isLessThan(ALLOWED_GROWTH_KB);
  }

  private static long residentKb() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private void run(int runs) throws Exception {
    try (Loaded numbers = numbers();
        Loaded strings = strings();
        Tensor one = Tensors.floats(numbers.pool(), Shape.of(1, 2), 1, 0);
        Tensor two = Tensors.floats(numbers.pool(), Shape.of(1, 2), 1, 2);
        Tensor wrong = Tensors.floats(numbers.pool(), Shape.of(1, 3), 1, 2, 3);
        Tensor text = Tensors.strings(strings.pool(), Shape.of(2), "가", "b")) {
      long held = numbers.pool().heldSlabs();
      for (int i = 0; i < runs; i++) {
        numbers.run(Map.of("x", i % 3 == 0 ? one : two)).close();
        if (i % 8 == 0) {
          strings.run(Map.of("x", text)).close();
          fails(numbers, wrong);
        }
      }
      assertThat(numbers.pool().heldSlabs()).isEqualTo(held);
    }
  }

  private static void fails(Loaded model, Tensor wrong) {
    assertThat(catchThrowableOfType(EngineException.class, () -> model.run(Map.of("x", wrong))))
        .isNotNull();
  }

  /** One output that can be pinned, and one whose shape depends on values. */
  private Loaded numbers() throws Exception {
    return Loaded.of(
        folder,
        TinyModel.opset(13)
            .input("x", TinyModel.FLOAT, -1, 2)
            .output("y", TinyModel.FLOAT, -1, 2)
            .output("z", TinyModel.INT64, 2, -2)
            .node("Relu", "x", "y")
            .node("NonZero", "x", "z")
            .bytes());
  }

  private Loaded strings() throws Exception {
    return Loaded.of(
        folder,
        TinyModel.opset(13)
            .input("x", TinyModel.STRING, -1)
            .output("y", TinyModel.STRING, -1)
            .node("Identity", "x", "y")
            .bytes());
  }

  @Test
  void callers_in_parallel_do_not_mix_their_answers() throws Exception {
    try (Loaded model = numbers();
        ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        int rows = 1 + caller;
        done.add(callers.submit(() -> callsOf(model, rows)));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
  }

  private static void callsOf(Loaded model, int rows) {
    float[] values = new float[rows * 2];
    for (int i = 0; i < 500; i++) {
      Arrays.fill(values, rows * 1000 + i);
      try (Tensor x = Tensors.floats(model.pool(), Shape.of(rows, 2), values);
          BatchResult result = model.run(Map.of("x", x))) {
        assertThat(Tensors.floats(result.outputs().get("y"))).containsExactly(values);
      } catch (EngineException e) {
        throw new AssertionError(e);
      }
    }
  }
}
