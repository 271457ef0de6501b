package dev.soban.benchmarks.request;

import com.google.protobuf.ByteString;
import dev.soban.protocol.inference.ModelInferRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.StringJoiner;

/** Requests of FP32 tensors with drawn values, the same in every run and protocol. */
public final class TensorRequests {
  private static final long SEED = 7;

  private TensorRequests() {}

  /**
   * @param rowShape the dimensions behind the first, as they are written: {@code 3,64,64}
   */
  public static byte[] fp32(
      String model, String input, int rows, String rowShape, String... headers) {
    int elements = rows * elements(rowShape);
    byte[] head =
        "{\"inputs\":[{\"name\":\"%s\",\"shape\":[%d,%s],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}],\"parameters\":{\"binary_data_output\":true}}"
            .formatted(input, rows, rowShape, elements * Float.BYTES)
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(drawn(elements));
    return Requests.post(
        "/v2/models/" + model + "/infer",
        "application/octet-stream",
        body.toByteArray(),
        Requests.with(headers, "Inference-Header-Content-Length: " + head.length));
  }

  /** One row as JSON. */
  public static byte[] json(String model, String input, String rowShape) {
    FloatBuffer values =
        ByteBuffer.wrap(drawn(elements(rowShape))).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    StringJoiner data = new StringJoiner(",", "[", "]");
    while (values.hasRemaining()) {
      data.add(Float.toString(values.get()));
    }
    String body =
        "{\"inputs\":[{\"name\":\"%s\",\"shape\":[1,%s],\"datatype\":\"FP32\",\"data\":%s}]}"
            .formatted(input, rowShape, data);
    return Requests.post(
        "/v2/models/" + model + "/infer",
        "application/json",
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** One row as the message of a gRPC call, with raw contents. */
  public static byte[] message(String model, String input, String rowShape) {
    ModelInferRequest.InferInputTensor.Builder tensor =
        ModelInferRequest.InferInputTensor.newBuilder()
            .setName(input)
            .setDatatype("FP32")
            .addShape(1);
    for (String dimension : rowShape.split(",", -1)) {
      tensor.addShape(Long.parseLong(dimension));
    }
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(tensor)
        .addRawInputContents(ByteString.copyFrom(drawn(elements(rowShape))))
        .build()
        .toByteArray();
  }

  private static int elements(String rowShape) {
    int elements = 1;
    for (String dimension : rowShape.split(",", -1)) {
      elements *= Integer.parseInt(dimension);
    }
    return elements;
  }

  private static byte[] drawn(int elements) {
    Random random = new Random(SEED);
    ByteBuffer values = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      values.putFloat(random.nextFloat());
    }
    return values.array();
  }
}
