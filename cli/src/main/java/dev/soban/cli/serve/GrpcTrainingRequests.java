package dev.soban.cli.serve;

import com.google.protobuf.ByteString;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelInferRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/** Calls of the bundled iris model over gRPC, often enough to be worth compiling. */
final class GrpcTrainingRequests {
  private static final int ROUNDS = 100;
  private static final long PATIENCE_SECONDS = 10;
  private static final float[] FLOWER = {5.1f, 3.5f, 1.4f, 0.2f};

  private GrpcTrainingRequests() {}

  static void sendTo(InetSocketAddress grpc) {
    ManagedChannel channel = NettyChannelBuilder.forAddress(grpc).usePlaintext().build();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        var _ =
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .modelInfer(flower());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static ModelInferRequest flower() {
    ByteBuffer row =
        ByteBuffer.allocate(FLOWER.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : FLOWER) {
      row.putFloat(value);
    }
    return ModelInferRequest.newBuilder()
        .setModelName("iris")
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("input")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(FLOWER.length))
        .addRawInputContents(ByteString.copyFrom(row.flip()))
        .build();
  }
}
