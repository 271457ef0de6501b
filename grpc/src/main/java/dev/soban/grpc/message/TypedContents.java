package dev.soban.grpc.message;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values of an input that came as numbers and strings of the message rather than as a tensor's
 * memory. They are noted as wide as the message has them, and made as narrow as their datatype is
 * at the end, as the datatype may come behind them.
 */
final class TypedContents implements AutoCloseable {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long MAX_FIRST_BYTES = 1 << 20;

  private final TensorPool pool;
  private final Object place;
  private @Nullable TensorBuffer values;
  private @Nullable Field field;
  private long count;

  /** Which list of the message, in the order of their numbers. */
  private enum Field {
    BOOL(WireReader.VARINT, 1),
    INT(WireReader.VARINT, Integer.BYTES),
    INT64(WireReader.VARINT, Long.BYTES),
    UINT(WireReader.VARINT, Integer.BYTES),
    UINT64(WireReader.VARINT, Long.BYTES),
    FP32(WireReader.FIXED_32, Float.BYTES),
    FP64(WireReader.FIXED_64, Double.BYTES),
    BYTES(WireReader.BYTES, 0);

    final int kind;
    final int width;

    Field(int kind, int width) {
      this.kind = kind;
      this.width = width;
    }

    /** Null when a later version of the protocol has such a list. */
    static @Nullable Field numbered(int number) {
      return number >= 1 && number <= values().length ? values()[number - 1] : null;
    }

    /** Null when values of the datatype travel only as a tensor's memory. */
    static @Nullable Field of(DataType type) {
      return switch (type) {
        case BOOL -> BOOL;
        case INT8, INT16, INT32 -> INT;
        case INT64 -> INT64;
        case UINT8, UINT16, UINT32 -> UINT;
        case UINT64 -> UINT64;
        case FP32 -> FP32;
        case FP64 -> FP64;
        case BYTES -> BYTES;
        case FP16, BF16 -> null;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT) + "_contents";
    }
  }

  TypedContents(TensorPool pool, Object place) {
    this.pool = pool;
    this.place = place;
  }

  /** Whether any list came, even one without values. */
  boolean present() {
    return field != null;
  }

  void read(WireReader in) {
    long behind = in.enter();
    while (in.more()) {
      int tag = in.tag();
      Field list = Field.numbered(WireReader.field(tag));
      if (list == null) {
        in.skip(tag);
      } else if (WireReader.type(tag) == list.kind) {
        readElement(in, begun(list, in));
      } else if (WireReader.type(tag) == WireReader.BYTES) {
        readPacked(in, list);
      } else {
        in.skip(tag);
      }
    }
    in.leave(behind);
  }

  private TensorBuffer begun(Field list, WireReader in) {
    if (field != null && field != list) {
      throw new InvalidInput(
          place + ": both " + field + " and " + list + " (expected: one of them)");
    }
    field = list;
    TensorBuffer buffer = values;
    if (buffer == null) {
      buffer = new TensorBuffer(pool, Math.min(in.left(), MAX_FIRST_BYTES));
      values = buffer;
    }
    return buffer;
  }

  private void readPacked(WireReader in, Field list) {
    TensorBuffer buffer = begun(list, in);
    long behind = in.enter();
    if (list.kind == WireReader.VARINT) {
      while (in.more()) {
        readElement(in, buffer);
      }
    } else {
      long size = in.left();
      if (size % list.width != 0) {
        throw WireReader.malformed(list + " has " + size + " bytes");
      }
      in.copyTo(buffer.add(size));
      count += size / list.width;
    }
    in.leave(behind);
  }

  private void readElement(WireReader in, TensorBuffer buffer) {
    switch (field) {
      case BOOL -> buffer.add(1).set(ValueLayout.JAVA_BYTE, 0, (byte) (in.varint() != 0 ? 1 : 0));
      case INT, UINT -> buffer.add(Integer.BYTES).set(INT, 0, (int) in.varint());
      case INT64, UINT64 -> buffer.add(Long.BYTES).set(LONG, 0, in.varint());
      case FP32 -> buffer.add(Float.BYTES).set(INT, 0, in.fixed32());
      case FP64 -> buffer.add(Double.BYTES).set(LONG, 0, in.fixed64());
      case BYTES -> {
        long length = in.length();
        MemorySegment room = buffer.add(BytesElements.HEADER_BYTES + length);
        room.set(INT, 0, Math.toIntExact(length));
        in.copyTo(room.asSlice(BytesElements.HEADER_BYTES));
      }
      case null -> throw new IllegalStateException("no list begun");
    }
    count++;
  }

  /**
   * The tensor that the values are; to be called when they are {@link #present}.
   *
   * @throws InvalidInput when they are not what datatype and shape say
   */
  Tensor publish(DataType type, Shape shape) {
    TensorBuffer buffer = values;
    Field expected = Field.of(type);
    if (buffer == null || expected == null) {
      throw new InvalidInput(
          place + ": " + type + " has none (expected: its bytes in raw_input_contents)");
    }
    if (field != expected) {
      throw new InvalidInput(
          place + ": " + field + " (expected: " + expected + " for " + type + ")");
    }
    if (count != shape.elements()) {
      throw new InvalidInput(
          place
              + ": "
              + count
              + " values (expected: "
              + shape.elements()
              + " for shape "
              + shape
              + ")");
    }
    if (type.fixedSize() && type.sizeBytes() < expected.width) {
      narrow(buffer, type);
    }
    return buffer.publish(type, shape);
  }

  /** In place: each value goes to where it is no longer read. */
  private void narrow(TensorBuffer buffer, DataType type) {
    MemorySegment all = buffer.values();
    for (long i = 0; i < count; i++) {
      int value = checked(all.get(INT, i * Integer.BYTES), type);
      if (type.sizeBytes() == 1) {
        all.set(ValueLayout.JAVA_BYTE, i, (byte) value);
      } else {
        all.set(SHORT, i * Short.BYTES, (short) value);
      }
    }
    buffer.truncate(count * type.sizeBytes());
  }

  private int checked(int value, DataType type) {
    boolean fits =
        switch (type) {
          case INT8 -> value == (byte) value;
          case INT16 -> value == (short) value;
          case UINT8 -> value >>> Byte.SIZE == 0;
          case UINT16 -> value >>> Short.SIZE == 0;
          default -> true;
        };
    if (!fits) {
      String text = field == Field.UINT ? Integer.toUnsignedString(value) : Integer.toString(value);
      throw new InvalidInput(place + ": " + text + " (expected: a value of " + type + ")");
    }
    return value;
  }

  @Override
  public void close() {
    if (values != null) {
      values.close();
    }
  }
}
