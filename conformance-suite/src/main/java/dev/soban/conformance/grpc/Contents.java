package dev.soban.conformance.grpc;

import com.google.protobuf.ByteString;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors as typed contents. */
final class Contents {
  private Contents() {}

  static InferTensorContents of(TensorValue value) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    if (value.datatype() == Datatype.BYTES) {
      value.texts().forEach(text -> contents.addBytesContents(ByteString.copyFrom(text)));
      return contents.build();
    }
    ByteBuffer reader = value.reader();
    while (reader.hasRemaining()) {
      add(value.datatype(), reader, contents);
    }
    return contents.build();
  }

  private static void add(Datatype type, ByteBuffer from, InferTensorContents.Builder into) {
    switch (type) {
      case BOOL -> into.addBoolContents(from.get() != 0);
      case INT8 -> into.addIntContents(from.get());
      case INT16 -> into.addIntContents(from.getShort());
      case INT32 -> into.addIntContents(from.getInt());
      case INT64 -> into.addInt64Contents(from.getLong());
      case UINT8 -> into.addUintContents(from.get() & 0xff);
      case UINT16 -> into.addUintContents(from.getShort() & 0xffff);
      case UINT32 -> into.addUintContents(from.getInt());
      case UINT64 -> into.addUint64Contents(from.getLong());
      case FP32 -> into.addFp32Contents(from.getFloat());
      case FP64 -> into.addFp64Contents(from.getDouble());
      case FP16, BF16, BYTES ->
          throw new IllegalArgumentException("type: " + type + " (expected: one with contents)");
    }
  }

  static TensorValue read(Datatype type, List<Long> shape, InferTensorContents contents) {
    TensorValue value =
        type == Datatype.BYTES
            ? TensorValue.ofTexts(
                shape,
                contents.getBytesContentsList().stream().map(ByteString::toByteArray).toList())
            : numbers(type, shape, contents);
    Unmet.unless(value.complete(), "contents for " + value, GrpcLine.told(contents));
    return value;
  }

  private static TensorValue numbers(
      Datatype type, List<Long> shape, InferTensorContents contents) {
    int count = count(type, contents);
    ByteBuffer bytes = ByteBuffer.allocate(count * type.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      put(type, contents, i, bytes);
    }
    return new TensorValue(type, shape, bytes.flip());
  }

  private static int count(Datatype type, InferTensorContents contents) {
    return switch (type) {
      case BOOL -> contents.getBoolContentsCount();
      case INT8, INT16, INT32 -> contents.getIntContentsCount();
      case INT64 -> contents.getInt64ContentsCount();
      case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
      case UINT64 -> contents.getUint64ContentsCount();
      case FP32 -> contents.getFp32ContentsCount();
      case FP64 -> contents.getFp64ContentsCount();
      case FP16, BF16, BYTES -> 0;
    };
  }

  private static void put(Datatype type, InferTensorContents from, int index, ByteBuffer into) {
    switch (type) {
      case BOOL -> into.put((byte) (from.getBoolContents(index) ? 1 : 0));
      case INT8, UINT8 -> into.put((byte) small(type, from, index));
      case INT16, UINT16 -> into.putShort((short) small(type, from, index));
      case INT32, UINT32 -> into.putInt(small(type, from, index));
      case INT64 -> into.putLong(from.getInt64Contents(index));
      case UINT64 -> into.putLong(from.getUint64Contents(index));
      case FP32 -> into.putFloat(from.getFp32Contents(index));
      case FP64 -> into.putDouble(from.getFp64Contents(index));
      case FP16, BF16, BYTES -> throw new IllegalArgumentException("type: " + type);
    }
  }

  private static int small(Datatype type, InferTensorContents from, int index) {
    return type.kind() == Datatype.Kind.UNSIGNED
        ? from.getUintContents(index)
        : from.getIntContents(index);
  }
}
