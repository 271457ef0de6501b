package dev.soban.engine.onnx.graph.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one protobuf message in place: {@code next()}, then the accessors. Never
 * reads outside its bounds and allocates nothing but what the accessors return.
 */
public final class WireReader {
  public static final int VARINT = 0;
  static final int FIXED64 = 1;
  public static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  /** As deep as ONNX Runtime's own parser goes. */
  private static final int MAX_DEPTH = 100;

  private final MemorySegment data;
  private final long end;
  private final int depth;
  private long position;

  private int field;
  private int wireType;
  private long fieldStart;
  private long valueStart;
  private long number;

  private WireReader(MemorySegment data, long start, long end, int depth) {
    this.data = data;
    this.position = start;
    this.end = end;
    this.depth = depth;
  }

  public static WireReader of(MemorySegment data) {
    return new WireReader(data, 0, data.byteSize(), 0);
  }

  /** Moves to the next field; false at the end of the message. */
  public boolean next() throws OnnxFormatException {
    if (position == end) {
      return false;
    }
    fieldStart = position;
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    if (tag >>> 32 != 0 || field == 0) {
      throw damaged("no field has the tag " + Long.toUnsignedString(tag));
    }
    readValue();
    return true;
  }

  private void readValue() throws OnnxFormatException {
    valueStart = position;
    switch (wireType) {
      case VARINT -> number = varint();
      case FIXED64 -> advance(Long.BYTES);
      case FIXED32 -> advance(Integer.BYTES);
      case LENGTH_DELIMITED -> {
        long length = varint();
        valueStart = position;
        advance(length);
      }
      default -> throw damaged("no field has the wire type " + wireType);
    }
  }

  public boolean isMessage(int wanted) {
    return field == wanted && wireType == LENGTH_DELIMITED;
  }

  public boolean isNumber(int wanted) {
    return field == wanted && wireType == VARINT;
  }

  public int field() {
    return field;
  }

  public int wireType() {
    return wireType;
  }

  public long number() {
    return number;
  }

  /** The value of a length-delimited field as a message of its own. */
  public WireReader message() throws OnnxFormatException {
    if (depth == MAX_DEPTH) {
      throw new OnnxFormatException(
          "messages are nested deeper than "
              + MAX_DEPTH
              + " levels; no exporter writes such a file");
    }
    return new WireReader(data, valueStart, position, depth + 1);
  }

  /** The value of a length-delimited field, in place. */
  public MemorySegment bytes() {
    return data.asSlice(valueStart, position - valueStart);
  }

  public String text() {
    return new String(bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** The whole field with its tag, in place. */
  public MemorySegment wholeField() {
    return data.asSlice(fieldStart, position - fieldStart);
  }

  /** Reads a bare varint, as in packed fields; do not mix with {@code next()}. */
  public long varint() throws OnnxFormatException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw damaged("it ends within a number");
      }
      byte next = data.get(ValueLayout.JAVA_BYTE, position++);
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number takes more than ten bytes");
  }

  public boolean atEnd() {
    return position == end;
  }

  private void advance(long length) throws OnnxFormatException {
    if (length < 0 || length > end - position) {
      throw damaged("a field runs past the end");
    }
    position += length;
  }

  private OnnxFormatException damaged(String how) {
    return new OnnxFormatException(
        "not an ONNX model, or cut off or damaged: at byte "
            + fieldStart
            + " of "
            + data.byteSize()
            + " "
            + how
            + "; copy or export the file again and compare checksums");
  }
}
