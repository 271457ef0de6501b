package dev.soban.engine.onnx.graph.outline;

import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Reads an initializer's elements, whichever of TensorProto's ways they are stored in. */
public final class InitialValue {
  private static final int DIMS = 1;
  private static final int ELEMENT_TYPE = 2;
  private static final int FLOATS = 4;
  private static final int INT32S = 5;
  private static final int STRINGS = 6;
  private static final int INT64S = 7;
  private static final int RAW = 9;
  private static final int DOUBLES = 10;
  private static final int UINT64S = 11;

  private final List<Long> dims = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private final List<byte[]> strings = new ArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int elementType;

  private InitialValue() {}

  /**
   * @throws OnnxFormatException when the elements are not as many as the shape says
   */
  public static Tensor read(WireReader tensor, TensorPool pool) throws OnnxFormatException {
    InitialValue value = new InitialValue();
    while (tensor.next()) {
      value.field(tensor);
    }
    try {
      return value.tensor(pool);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw contradiction("a shape that any tensor has");
    }
  }

  private void field(WireReader tensor) throws OnnxFormatException {
    switch (tensor.field()) {
      case DIMS -> numbers(tensor, dims);
      case ELEMENT_TYPE -> elementType = (int) tensor.number();
      case INT32S, INT64S, UINT64S -> numbers(tensor, numbers);
      case FLOATS, DOUBLES, RAW -> bytes.writeBytes(content(tensor));
      case STRINGS -> strings.add(content(tensor));
      default -> {}
    }
  }

  private static byte[] content(WireReader tensor) {
    return tensor.bytes().toArray(ValueLayout.JAVA_BYTE);
  }

  private static void numbers(WireReader tensor, List<Long> target) throws OnnxFormatException {
    if (tensor.wireType() == WireReader.VARINT) {
      target.add(tensor.number());
      return;
    }
    WireReader packed = tensor.message();
    while (!packed.atEnd()) {
      target.add(packed.varint());
    }
  }

  private Tensor tensor(TensorPool pool) throws OnnxFormatException {
    DataType type =
        ElementType.dataType(elementType)
            .orElseThrow(() -> contradiction("a type that can be sent"));
    Shape shape = Shape.of(dims);
    if (type == DataType.BYTES) {
      check(strings.size(), shape.elements());
      return BytesElements.tensorOf(pool, shape, strings);
    }
    byte[] content = numbers.isEmpty() ? bytes.toByteArray() : packed(type.sizeBytes());
    check(content.length, Math.multiplyExact(shape.elements(), type.sizeBytes()));
    Slab slab = pool.allocate(content.length);
    MemorySegment.copy(MemorySegment.ofArray(content), 0, slab.memory(), 0, content.length);
    return Tensor.of(type, shape, slab);
  }

  private byte[] packed(int elementBytes) {
    byte[] packed = new byte[numbers.size() * elementBytes];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (byte) (numbers.get(i / elementBytes) >>> (8 * (i % elementBytes)));
    }
    return packed;
  }

  private static void check(long actual, long expected) throws OnnxFormatException {
    if (actual != expected) {
      throw contradiction("as many elements as its shape says");
    }
  }

  private static OnnxFormatException contradiction(String what) {
    return new OnnxFormatException(
        "an overridable initializer does not hold " + what + "; export the model again");
  }
}
