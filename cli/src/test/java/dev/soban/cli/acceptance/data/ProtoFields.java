package dev.soban.cli.acceptance.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The fields of one Protocol Buffers message, in the order they were written. */
record ProtoFields(List<Field> fields) {
  /**
   * @param number value of a varint field, else 0
   * @param bytes of any other field, little-endian
   */
  record Field(int id, long number, ByteBuffer bytes) {}

  static ProtoFields read(ByteBuffer from) {
    ByteBuffer in = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      ByteBuffer none = ByteBuffer.allocate(0);
      fields.add(
          switch (tag & 7) {
            case 0 -> new Field(tag >>> 3, varint(in), none);
            case 1 -> new Field(tag >>> 3, 0, cut(in, 8));
            case 5 -> new Field(tag >>> 3, 0, cut(in, 4));
            case 2 -> new Field(tag >>> 3, 0, cut(in, (int) varint(in)));
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
          });
    }
    return new ProtoFields(fields);
  }

  List<ByteBuffer> all(int id) {
    return fields.stream().filter(field -> field.id() == id).map(Field::bytes).toList();
  }

  /** A repeated integer field, packed or not. */
  List<Long> numbers(int id) {
    List<Long> numbers = new ArrayList<>();
    for (Field field : fields) {
      if (field.id() == id) {
        ByteBuffer packed = field.bytes().duplicate();
        if (!packed.hasRemaining()) {
          numbers.add(field.number());
        }
        while (packed.hasRemaining()) {
          numbers.add(varint(packed));
        }
      }
    }
    return numbers;
  }

  private static ByteBuffer cut(ByteBuffer in, int length) {
    ByteBuffer cut = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return cut;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
