package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Writes a tensor's values: numbers, NaN and infinities as strings, booleans, text. */
public final class TensorJsonWriter {
  private final JsonGenerator generator;
  private final String name;
  private final DataType dataType;
  private final Shape shape;
  private final MemorySegment data;
  private final ByteStrings byteStrings;
  private long index;
  private long offset;

  /**
   * @param name of the output, for errors
   */
  public TensorJsonWriter(JsonGenerator generator, String name, Tensor tensor) {
    this(generator, name, tensor, ByteStrings.TEXT);
  }

  public TensorJsonWriter(
      JsonGenerator generator, String name, Tensor tensor, ByteStrings byteStrings) {
    this.generator = generator;
    this.name = name;
    this.dataType = tensor.dataType();
    this.shape = tensor.shape();
    this.data = tensor.data();
    this.byteStrings = byteStrings;
  }

  /** Of values that are held as a tensor holds them. */
  public TensorJsonWriter(
      JsonGenerator generator, String name, DataType dataType, Shape shape, MemorySegment data) {
    this.generator = generator;
    this.name = name;
    this.dataType = dataType;
    this.shape = shape;
    this.data = data;
    this.byteStrings = ByteStrings.TEXT;
  }

  /** What becomes of byte strings, for which JSON has no form of its own. */
  public enum ByteStrings {
    /** Text; an error where they are none. */
    TEXT,
    /** Text, or {@code {"b64": text}} where they are none. */
    TEXT_OR_BASE64,
    /** {@code {"b64": text}}, all of them. */
    BASE64
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

  /** The next row, outermost rows one by one; the shape must have rows. */
  public void writeRow() throws IOException {
    writeNested(1);
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
    Optional<String> text =
        byteStrings == ByteStrings.BASE64 ? Optional.empty() : Utf8.decode(element.asByteBuffer());
    if (text.isPresent()) {
      generator.writeString(text.get());
    } else if (byteStrings == ByteStrings.TEXT) {
      throw notText();
    } else {
      Base64Object.write(generator, element);
    }
  }

  private InvalidInput notText() {
    return new InvalidInput(
        "output "
            + name
            + ": element "
            + index
            + " is not UTF-8 text, which JSON needs; ask for it with the"
            + " parameter binary_data: true");
  }
}
