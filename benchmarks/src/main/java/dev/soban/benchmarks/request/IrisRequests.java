package dev.soban.benchmarks.request;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One row for the bundled iris model, as JSON and as binary tensor data. */
public final class IrisRequests {
  private static final float[] ROW = {5.1f, 3.5f, 1.4f, 0.2f};

  private IrisRequests() {}

  public static byte[] json() {
    String body =
        "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,4],\"datatype\":\"FP32\","
            + "\"data\":[5.1,3.5,1.4,0.2]}]}";
    return Requests.post(
        "/v2/models/iris/infer", "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] binary() {
    byte[] head =
        ("{\"inputs\":[{\"name\":\"input\",\"shape\":[1,4],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":16}}],"
                + "\"parameters\":{\"binary_data_output\":true}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer row = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : ROW) {
      row.putFloat(value);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(row.array());
    return Requests.post(
        "/v2/models/iris/infer",
        "application/octet-stream",
        body.toByteArray(),
        "Inference-Header-Content-Length: " + head.length);
  }
}
