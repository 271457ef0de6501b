package dev.soban.conformance.grpc;

import com.google.protobuf.ByteString;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferRequest.InferInputTensor;
import dev.soban.protocol.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.util.Map;

/** Right infer requests; checks change the builder to make them wrong. */
public final class GrpcQuestion {
  private GrpcQuestion() {}

  /** Tensors behind the message's fields, as bytes. */
  public static ModelInferRequest.Builder raw(String model, Map<String, TensorValue> inputs) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    inputs.forEach(
        (name, value) ->
            request
                .addInputs(head(name, value))
                .addRawInputContents(ByteString.copyFrom(value.array())));
    return request;
  }

  /** Tensors as numbers within the fields. */
  public static ModelInferRequest.Builder typed(String model, Map<String, TensorValue> inputs) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    inputs.forEach(
        (name, value) -> request.addInputs(head(name, value).setContents(Contents.of(value))));
    return request;
  }

  private static InferInputTensor.Builder head(String name, TensorValue value) {
    return InferInputTensor.newBuilder()
        .setName(name)
        .setDatatype(value.datatype().name())
        .addAllShape(value.shape());
  }

  public static InferRequestedOutputTensor output(String name) {
    return InferRequestedOutputTensor.newBuilder().setName(name).build();
  }

  /** An output in place of which its best classes are wanted. */
  public static InferRequestedOutputTensor classified(String name, long classes) {
    InferParameter count = InferParameter.newBuilder().setInt64Param(classes).build();
    return InferRequestedOutputTensor.newBuilder()
        .setName(name)
        .putParameters("classification", count)
        .build();
  }
}
