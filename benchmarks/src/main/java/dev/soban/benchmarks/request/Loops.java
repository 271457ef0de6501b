package dev.soban.benchmarks.request;

import com.google.protobuf.ByteString;
import dev.soban.benchmarks.workbench.Workbench;
import dev.soban.protocol.inference.ModelInferRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;

/** The model of the test data that multiplies matrices as often as it is asked to. */
public final class Loops {
  public static final String MODEL = "loop";
  public static final String FILE = "bad_models/slow_loop.onnx";
  public static final long ENDLESS = 9_000_000_000_000_000_000L;
  private static final int SIDE = 64;

  private Loops() {}

  public static Path file(Workbench workbench) {
    return workbench.data().resolve(FILE);
  }

  public static byte[] request(long times) {
    String body =
        "{\"inputs\":[{\"name\":\"n\",\"shape\":[],\"datatype\":\"INT64\",\"data\":[%d]},{\"name\":\"v\",\"shape\":[%d,%d],\"datatype\":\"FP32\",\"data\":[%s]}]}"
            .formatted(times, SIDE, SIDE, String.join(",", Collections.nCopies(SIDE * SIDE, "0")));
    return Requests.post(
        "/v2/models/" + MODEL + "/infer",
        "application/json",
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same as the message of a gRPC call. */
  public static byte[] message(long times) {
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    count.putLong(0, times);
    return ModelInferRequest.newBuilder()
        .setModelName(MODEL)
        .addInputs(tensor("n", "INT64"))
        .addInputs(tensor("v", "FP32").addShape(SIDE).addShape(SIDE))
        .addRawInputContents(ByteString.copyFrom(count))
        .addRawInputContents(ByteString.copyFrom(new byte[SIDE * SIDE * Float.BYTES]))
        .build()
        .toByteArray();
  }

  private static ModelInferRequest.InferInputTensor.Builder tensor(String name, String datatype) {
    return ModelInferRequest.InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
  }
}
