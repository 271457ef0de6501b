package dev.soban.cli.acceptance.client;

import java.nio.ByteBuffer;

/** The fixed-size data types of the protocol: how an element becomes text and back. */
enum ElementType {
  BOOL(1) {
    @Override
    String text(ByteBuffer from) {
      return from.get() != 0 ? "true" : "false";
    }

    @Override
    void put(Object value, ByteBuffer to) {
      to.put((byte) ((Boolean) value ? 1 : 0));
    }
  },
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2) {
    @Override
    String text(ByteBuffer from) {
      return real(Float.float16ToFloat(from.getShort()));
    }

    @Override
    void put(Object value, ByteBuffer to) {
      to.putShort(Float.floatToFloat16(Float.parseFloat(value.toString())));
    }
  },
  BF16(2) {
    @Override
    String text(ByteBuffer from) {
      return real(Float.intBitsToFloat(from.getShort() << 16));
    }

    @Override
    void put(Object value, ByteBuffer to) {
      to.putShort((short) (Float.floatToIntBits(Float.parseFloat(value.toString())) >>> 16));
    }
  },
  FP32(4) {
    @Override
    String text(ByteBuffer from) {
      return real(from.getFloat());
    }

    @Override
    void put(Object value, ByteBuffer to) {
      to.putFloat(Float.parseFloat(value.toString()));
    }
  },
  FP64(8) {
    @Override
    String text(ByteBuffer from) {
      double value = from.getDouble();
      return Double.isFinite(value) ? Double.toString(value) : '"' + Double.toString(value) + '"';
    }

    @Override
    void put(Object value, ByteBuffer to) {
      to.putDouble(Double.parseDouble(value.toString()));
    }
  };

  private final int sizeBytes;

  ElementType(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  /** JSON of the next element. */
  String text(ByteBuffer from) {
    boolean signed = name().startsWith("INT");
    return switch (sizeBytes) {
      case 1 -> Integer.toString(signed ? from.get() : from.get() & 0xFF);
      case 2 -> Integer.toString(signed ? from.getShort() : from.getShort() & 0xFFFF);
      case 4 -> signed ? "" + from.getInt() : Integer.toUnsignedString(from.getInt());
      default -> signed ? "" + from.getLong() : Long.toUnsignedString(from.getLong());
    };
  }

  /** Appends an element of JSON, as {@link Json} reads it. */
  void put(Object value, ByteBuffer to) {
    String text = ((Json.NumberText) value).text();
    long bits = name().startsWith("U") ? Long.parseUnsignedLong(text) : Long.parseLong(text);
    switch (sizeBytes) {
      case 1 -> to.put((byte) bits);
      case 2 -> to.putShort((short) bits);
      case 4 -> to.putInt((int) bits);
      default -> to.putLong(bits);
    }
  }

  private static String real(float value) {
    return Float.isFinite(value) ? Float.toString(value) : '"' + Float.toString(value) + '"';
  }
}
