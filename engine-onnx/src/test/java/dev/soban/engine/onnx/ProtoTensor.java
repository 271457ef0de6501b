package dev.soban.engine.onnx;

import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.graph.outline.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads one tensor from a .pb file, as the ONNX conformance tests keep them. */
final class ProtoTensor {
  private final ByteBuffer file;
  private final List<Long> dims = new ArrayList<>();
  private final List<byte[]> strings = new ArrayList<>();
  private int elementType;
  private String name = "";
  private byte[] raw = {};
  private int typedField;
  private final List<byte[]> typed = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();

  private ProtoTensor(byte[] content) {
    file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    while (file.hasRemaining()) {
      long tag = varint(file);
      field((int) (tag >>> 3), (int) tag & 7);
    }
  }

  static ProtoTensor of(Path path) throws IOException {
    return new ProtoTensor(Files.readAllBytes(path));
  }

  String name() {
    return name;
  }

  private void field(int field, int wireType) {
    switch (wireType) {
      case 0 -> number(field, varint(file));
      case 1 -> file.getLong();
      case 2 -> bytes(field, take(file, (int) varint(file)));
      case 5 -> file.getInt();
      default -> throw new IllegalStateException("wire type " + wireType);
    }
  }

  private void number(int field, long value) {
    switch (field) {
      case 1 -> dims.add(value);
      case 2 -> elementType = (int) value;
      case 5, 7, 11 -> {
        typedField = field;
        numbers.add(value);
      }
      default -> {}
    }
  }

  private void bytes(int field, byte[] value) {
    switch (field) {
      case 1 -> varints(value, dims);
      case 4, 10 -> {
        typedField = field;
        typed.add(value);
      }
      case 5, 7, 11 -> {
        typedField = field;
        varints(value, numbers);
      }
      case 6 -> strings.add(value);
      case 8 -> name = new String(value, java.nio.charset.StandardCharsets.UTF_8);
      case 9 -> raw = value;
      default -> {}
    }
  }

  Tensor tensor(TensorPool pool) {
    DataType type = ElementType.dataType(elementType).orElseThrow();
    Shape shape = Shape.of(dims);
    if (type == DataType.BYTES) {
      return BytesElements.tensorOf(pool, shape, strings);
    }
    byte[] content = content(type);
    Slab slab = pool.allocate(content.length);
    slab.memory().asByteBuffer().put(content);
    return Tensor.of(type, shape, slab);
  }

  private byte[] content(DataType type) {
    if (typedField == 0) {
      return raw;
    }
    if (typedField == 4 || typedField == 10) {
      return typed.getFirst();
    }
    ByteBuffer packed =
        ByteBuffer.allocate(numbers.size() * type.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      switch (type.sizeBytes()) {
        case 1 -> packed.put((byte) number);
        case 2 -> packed.putShort((short) number);
        case 4 -> packed.putInt((int) number);
        default -> packed.putLong(number);
      }
    }
    return packed.array();
  }

  private static void varints(byte[] packed, List<Long> target) {
    ByteBuffer buffer = ByteBuffer.wrap(packed);
    while (buffer.hasRemaining()) {
      target.add(varint(buffer));
    }
  }

  private static byte[] take(ByteBuffer buffer, int length) {
    byte[] taken = new byte[length];
    buffer.get(taken);
    return taken;
  }

  private static long varint(ByteBuffer buffer) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = buffer.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
