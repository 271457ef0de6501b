package dev.soban.grpc.message;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what protocol buffers are made of, straight from the pieces in which a message came.
 * Whoever wants large bytes says where to, and they are copied there once. Used by one thread.
 */
final class WireReader {
  private static final int TYPE_BITS = 3;
  private static final int TYPE_MASK = (1 << TYPE_BITS) - 1;
  private static final int MAX_VARINT_BYTES = 10;
  private static final int MAX_TEXT_BYTES = 1 << 20;

  /** Kinds of fields, as the low bits of a tag say. */
  static final int VARINT = 0;

  static final int FIXED_64 = 1;
  static final int BYTES = 2;
  static final int FIXED_32 = 5;

  private final Pieces pieces;
  private MemorySegment piece = MemorySegment.NULL;
  private long position;
  private long left;

  /**
   * @param sizeBytes of the whole message
   */
  WireReader(Pieces pieces, long sizeBytes) {
    this.pieces = pieces;
    this.left = sizeBytes;
  }

  static int tag(int field, int type) {
    return field << TYPE_BITS | type;
  }

  static int field(int tag) {
    return tag >>> TYPE_BITS;
  }

  static int type(int tag) {
    return tag & TYPE_MASK;
  }

  /** Whether the message that is being read goes on. */
  boolean more() {
    return left > 0;
  }

  /** Bytes until the end of the message that is being read. */
  long left() {
    return left;
  }

  /**
   * Begins a message within this one: from now on, it is the one that ends.
   *
   * @return to be given to {@link #leave} at its end
   */
  long enter() {
    long length = length();
    long behind = left - length;
    left = length;
    return behind;
  }

  /** Goes on behind the message that ended. */
  void leave(long behind) {
    left = behind;
  }

  int tag() {
    long tag = varint();
    if (tag <= TYPE_MASK || tag > 0xffff_ffffL) {
      throw malformed("a field's number is " + (tag >>> TYPE_BITS));
    }
    return (int) tag;
  }

  long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte next = next();
      value |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than " + MAX_VARINT_BYTES + " bytes");
  }

  /** How many bytes follow that belong together. */
  long length() {
    long length = varint();
    if (length < 0 || length > left) {
      throw malformed("it ends within a field");
    }
    return length;
  }

  int fixed32() {
    int value = 0;
    for (int i = 0; i < Integer.SIZE; i += Byte.SIZE) {
      value |= (next() & 0xff) << i;
    }
    return value;
  }

  long fixed64() {
    long low = fixed32() & 0xffff_ffffL;
    return low | (long) fixed32() << Integer.SIZE;
  }

  /**
   * A string, which has to be UTF-8.
   *
   * @param place what it is, for errors
   */
  String text(Object place) {
    long length = length();
    if (length > MAX_TEXT_BYTES) {
      throw new InvalidInput(
          place + ": " + length + " bytes (expected: at most " + MAX_TEXT_BYTES + ")");
    }
    byte[] bytes = new byte[(int) length];
    copyTo(MemorySegment.ofArray(bytes));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInput(place + ": no text (expected: UTF-8)");
    }
  }

  /** Fills the target with what follows. */
  void copyTo(MemorySegment target) {
    long size = target.byteSize();
    take(size);
    for (long done = 0; done < size; ) {
      long part = Math.min(size - done, available());
      MemorySegment.copy(piece, position, target, done, part);
      position += part;
      done += part;
    }
  }

  /** Passes over the rest of a field. */
  void skip(int tag) {
    switch (type(tag)) {
      case VARINT -> varint();
      case FIXED_64 -> skipBytes(Long.BYTES);
      case BYTES -> skipBytes(length());
      case FIXED_32 -> skipBytes(Integer.BYTES);
      default -> throw malformed("field " + field(tag) + " is of kind " + type(tag));
    }
  }

  private void skipBytes(long size) {
    take(size);
    for (long done = 0; done < size; ) {
      long part = Math.min(size - done, available());
      position += part;
      done += part;
    }
  }

  private byte next() {
    take(1);
    available();
    return piece.get(ValueLayout.JAVA_BYTE, position++);
  }

  private void take(long size) {
    if (size > left) {
      throw malformed("it ends within a field");
    }
    left -= size;
  }

  /** What is left of the piece, or of the next when nothing is. */
  private long available() {
    while (position == piece.byteSize()) {
      piece = nextPiece();
      position = 0;
    }
    return piece.byteSize() - position;
  }

  private MemorySegment nextPiece() {
    @Nullable MemorySegment next;
    try {
      next = pieces.next();
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    if (next == null) {
      throw malformed("it ends within a field");
    }
    return next;
  }

  static InvalidInput malformed(String why) {
    return new InvalidInput("message: " + why + " (expected: a message in protocol buffers)");
  }
}
