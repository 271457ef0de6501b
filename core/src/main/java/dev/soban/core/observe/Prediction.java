package dev.soban.core.observe;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one request that ended; holds no tensor memory.
 *
 * @param failure null when it was answered
 * @param totalNanos from its arrival to its end
 */
public record Prediction(
    ModelVersion model,
    RequestContext context,
    @Nullable PredictionException failure,
    long totalNanos,
    Origin origin,
    List<Kept> inputs,
    List<Kept> outputs) {
  public Prediction {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * What is kept of a tensor.
   *
   * @param values a copy on the heap, as a tensor holds them; null when they are left out
   * @param checksum CRC-32C of the values; empty when none was asked for
   */
  public record Kept(
      String name,
      DataType dataType,
      Shape shape,
      long sizeBytes,
      @Nullable MemorySegment values,
      OptionalLong checksum) {

    static List<Kept> values(Map<String, Tensor> tensors, long maxBytes) {
      List<Kept> kept = new ArrayList<>(tensors.size());
      tensors.forEach(
          (name, tensor) ->
              kept.add(
                  of(
                      name,
                      tensor,
                      tensor.sizeBytes() <= maxBytes ? copy(tensor) : null,
                      OptionalLong.empty())));
      return kept;
    }

    static List<Kept> checksums(Map<String, Tensor> tensors) {
      List<Kept> kept = new ArrayList<>(tensors.size());
      tensors.forEach(
          (name, tensor) ->
              kept.add(of(name, tensor, null, OptionalLong.of(checksum(tensor.data())))));
      return kept;
    }

    private static Kept of(
        String name, Tensor tensor, @Nullable MemorySegment values, OptionalLong checksum) {
      return new Kept(
          name, tensor.dataType(), tensor.shape(), tensor.sizeBytes(), values, checksum);
    }

    private static MemorySegment copy(Tensor tensor) {
      return MemorySegment.ofArray(tensor.data().toArray(ValueLayout.JAVA_BYTE));
    }

    private static long checksum(MemorySegment data) {
      CRC32C sum = new CRC32C();
      for (long from = 0; from < data.byteSize(); from += Integer.MAX_VALUE) {
        long size = Math.min(Integer.MAX_VALUE, data.byteSize() - from);
        sum.update(data.asSlice(from, size).asByteBuffer());
      }
      return sum.getValue();
    }
  }
}
