package dev.soban.benchmarks.scenario;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Requests of binary FP32 tensors with drawn values, the same in every run. */
final class TensorRequests {
  private static final long SEED = 7;

  private TensorRequests() {}

  /**
   * @param rowShape the dimensions behind the first, as they are written: {@code 3,64,64}
   */
  static byte[] fp32(String model, String input, int rows, String rowShape, String... headers) {
    int elements = rows;
    for (String dimension : rowShape.split(",", -1)) {
      elements *= Integer.parseInt(dimension);
    }
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

  private static byte[] drawn(int elements) {
    Random random = new Random(SEED);
    ByteBuffer values = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      values.putFloat(random.nextFloat());
    }
    return values.array();
  }
}
