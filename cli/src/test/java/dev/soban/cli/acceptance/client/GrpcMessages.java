package dev.soban.cli.acceptance.client;

import com.google.protobuf.ByteString;
import dev.soban.protocol.inference.InferTensorContents;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferRequest.InferInputTensor;
import dev.soban.protocol.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same tensors as messages. */
public final class GrpcMessages {
  private GrpcMessages() {}

  /** With the inputs as their memory. */
  public static ModelInferRequest.Builder raw(String model, Map<String, TensorValue> inputs) {
    ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName(model);
    inputs.forEach(
        (name, value) -> {
          message.addInputs(input(name, value));
          message.addRawInputContents(ByteString.copyFrom(value.toArray()));
        });
    return message;
  }

  /** With the inputs as numbers and strings of the message. */
  public static ModelInferRequest.Builder typed(String model, Map<String, TensorValue> inputs) {
    ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName(model);
    inputs.forEach(
        (name, value) -> message.addInputs(input(name, value).setContents(contents(value))));
    return message;
  }

  private static InferInputTensor.Builder input(String name, TensorValue value) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(value.dataType())
        .addAllShape(value.shape());
  }

  private static InferTensorContents.Builder contents(TensorValue value) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    if (value.dataType().equals(TensorValue.STRINGS)) {
      value.strings().forEach(text -> contents.addBytesContents(ByteString.copyFrom(text)));
      return contents;
    }
    ByteBuffer from = ByteBuffer.wrap(value.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      add(contents, value.dataType(), from);
    }
    return contents;
  }

  private static void add(InferTensorContents.Builder contents, String type, ByteBuffer from) {
    switch (type) {
      case "BOOL" -> contents.addBoolContents(from.get() != 0);
      case "INT8" -> contents.addIntContents(from.get());
      case "INT16" -> contents.addIntContents(from.getShort());
      case "INT32" -> contents.addIntContents(from.getInt());
      case "INT64" -> contents.addInt64Contents(from.getLong());
      case "UINT8" -> contents.addUintContents(Byte.toUnsignedInt(from.get()));
      case "FP32" -> contents.addFp32Contents(from.getFloat());
      case "FP64" -> contents.addFp64Contents(from.getDouble());
      default -> throw new IllegalArgumentException(type);
    }
  }

  public static Map<String, TensorValue> outputs(ModelInferResponse answer) {
    Map<String, TensorValue> outputs = new LinkedHashMap<>();
    for (int i = 0; i < answer.getOutputsCount(); i++) {
      ModelInferResponse.InferOutputTensor output = answer.getOutputs(i);
      outputs.put(
          output.getName(),
          TensorValue.of(
              output.getDatatype(),
              output.getShapeList(),
              answer.getRawOutputContents(i).toByteArray()));
    }
    return outputs;
  }
}
