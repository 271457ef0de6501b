package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Writes a tensor's values: numbers, NaN and infinities as strings, booleans, text. */
public final class TensorJsonWriter {
  private final JsonGenerator generator;
  private final String name;
  private final DataType dataType;
  private final Shape shape;
  private final MemorySegment data;
  private long index;
  private long offset;

  /**
   * @param name of the output, for errors
   */
  public TensorJsonWriter(JsonGenerator generator, String name, Tensor tensor) {
    this(generator, name, tensor.dataType(), tensor.shape(), tensor.data());
  }

  /** Of values that are held as a tensor holds them. */
  public TensorJsonWriter(
      JsonGenerator generator, String name, DataType dataType, Shape shape, MemorySegment data) {
    this.generator = generator;
    this.name = name;
    this.dataType = dataType;
    this.shape = shape;
    this.data = data;
  }

  /** One array of all values, row-major. */
  public void writeFlat() throws IOException {
    generator.writeStartArray();
    writeNext(shape.elements());
    generator.writeEndArray();
  }

  /** Arrays in arrays, as the shape says; a scalar is a bare value. */
  public void writeNested() throws IOException {
    writeNested(0);
  }

  private void writeNested(int depth) throws IOException {
    if (depth == shape.rank()) {
      writeNext(1);
      return;
    }
    generator.writeStartArray();
    if (depth == shape.rank() - 1) {
      writeNext(shape.dim(depth));
    } else {
      for (long i = 0; i < shape.dim(depth); i++) {
        writeNested(depth + 1);
      }
    }
    generator.writeEndArray();
  }

  private void writeNext(long count) throws IOException {
    long end = index + count;
    for (; index < end; index++) {
      switch (dataType) {
        case BOOL -> generator.writeBoolean(Elements.asLong(dataType, data, index) != 0);
        case FP16, BF16, FP32 -> generator.writeNumber(Elements.asFloat(dataType, data, index));
        case FP64 -> generator.writeNumber(data.get(Elements.DOUBLE, index * 8));
        case BYTES -> writeString();
        case UINT64 -> writeUnsigned(data.get(Elements.LONG, index * 8));
        default -> generator.writeNumber(Elements.asLong(dataType, data, index));
      }
    }
  }

  private void writeUnsigned(long value) throws IOException {
    if (value >= 0) {
      generator.writeNumber(value);
    } else {
      generator.writeNumber(Long.toUnsignedString(value));
    }
  }

  private void writeString() throws IOException {
    long length = BytesElements.length(data, offset);
    MemorySegment element = data.asSlice(offset + BytesElements.HEADER_BYTES, length);
    offset += BytesElements.HEADER_BYTES + length;
    long failed = index;
    generator.writeString(
        Utf8.decode(element.asByteBuffer())
            .orElseThrow(
                () ->
                    new InvalidInput(
                        "output "
                            + name
                            + ": element "
                            + failed
                            + " is not UTF-8 text, which JSON needs; ask for it with the"
                            + " parameter binary_data: true")));
  }
}
