package dev.soban.server.oip;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Whether bytes are what datatype and shape say.
 *
 * @param place of the input; made to text only for errors
 * @param size how the place calls its size
 */
public record RawValues(Object place, String size) {
  /**
   * @throws InvalidInput when there are more or fewer bytes, or of BYTES more or fewer elements
   */
  public void check(DataType type, Shape shape, MemorySegment values) {
    long elements = shape.elements();
    if (!type.fixedSize()) {
      checkCount(values, shape);
    } else if (values.byteSize() != elements * type.sizeBytes()) {
      throw new InvalidInput(
          place
              + ": "
              + size
              + " "
              + values.byteSize()
              + " (expected: "
              + elements * type.sizeBytes()
              + " for "
              + type
              + shape
              + ")");
    }
  }

  private void checkCount(MemorySegment values, Shape shape) {
    long count;
    try {
      count = BytesElements.count(values);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(place + ": " + e.getMessage());
    }
    if (count != shape.elements()) {
      throw new InvalidInput(
          place
              + ": "
              + count
              + " strings (expected: "
              + shape.elements()
              + " for shape "
              + shape
              + ")");
    }
  }
}
