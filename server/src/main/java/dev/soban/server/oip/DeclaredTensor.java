package dev.soban.server.oip;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.util.Arrays;

/** Checks what a request says its tensors are; places are made to text only for errors. */
public final class DeclaredTensor {
  /** The datatypes there are, as errors list them. */
  public static final String DATA_TYPES =
      Arrays.toString(DataType.values()).replace("[", "").replace("]", "");

  private static final int MAX_RANK = 64;

  private DeclaredTensor() {}

  /**
   * @throws InvalidInput when there is no such datatype
   */
  public static DataType dataType(String text, Object place) {
    return DataType.named(text)
        .orElseThrow(
            () -> new InvalidInput(place + ": " + text + " (expected: " + DATA_TYPES + ")"));
  }

  /**
   * Room for one more dimension behind those that were read.
   *
   * @throws InvalidInput when there are too many, or this one is below 0
   */
  public static long[] with(long[] dims, int rank, long dim, Object place) {
    if (dim < 0) {
      throw new InvalidInput(place + ": " + dim + " (expected: dimensions >= 0)");
    }
    if (rank == MAX_RANK) {
      throw new InvalidInput(place + ": more dimensions (expected: at most " + MAX_RANK + ")");
    }
    long[] room = rank == dims.length ? Arrays.copyOf(dims, Math.max(4, 2 * rank)) : dims;
    room[rank] = dim;
    return room;
  }

  /**
   * @throws InvalidInput when no memory holds so many elements
   */
  public static Shape shape(long[] dims, int rank, Object place) {
    Shape shape = Shape.of(Arrays.copyOf(dims, rank));
    try {
      Math.multiplyExact(shape.elements(), Double.BYTES);
      return shape;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidInput(place + ": " + shape + " (expected: fewer elements)");
    }
  }
}
