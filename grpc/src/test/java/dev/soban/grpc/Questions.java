package dev.soban.grpc;

import com.google.protobuf.ByteString;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests for the models of the tests. */
final class Questions {
  private Questions() {}

  /** Rows of four floats for {@code x}. */
  static ModelInferRequest.Builder floats(String model, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("FP32")
                .addShape(values.length / 4)
                .addShape(4))
        .addRawInputContents(ByteString.copyFrom(bytes.flip()));
  }

  static float first(ModelInferResponse answer) {
    return answer
        .getRawOutputContents(0)
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(0);
  }
}
