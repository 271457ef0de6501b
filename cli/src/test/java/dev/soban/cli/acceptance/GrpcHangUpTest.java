package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.soban.cli.acceptance.client.GrpcMessages;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.core.time.Await;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that is cancelled frees what it took: its place in the queue, and the engine. */
class GrpcHangUpTest {
  private static final String WAITING = "soban_queue_requests";
  private static final String IN_FLIGHT = "soban_requests_in_flight";

  private static ServedModels served;
  private static ManagedChannel channel;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models
        .version("loop", TestData.path("bad_models/slow_loop.onnx"))
        .settings("loop", "instances: 1\n");
    served = ServedModels.of(models);
    channel = NettyChannelBuilder.forAddress(served.server().grpcAddress()).usePlaintext().build();
  }

  @AfterAll
  static void close() {
    if (served != null) {
      channel.shutdownNow();
      served.close();
    }
  }

  private static ModelInferRequest loop(long times) {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    inputs.put("n", TensorValue.longs(List.of(), times));
    inputs.put("v", TensorValue.floats(TensorValue.shape(64, 64), new float[64 * 64]));
    return GrpcMessages.raw("loop", inputs).build();
  }

  private static ListenableFuture<ModelInferResponse> ask(long times) {
    return GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(loop(times));
  }

  private static double waiting() {
    return served.metric(WAITING, "loop");
  }

  private static double inFlight() {
    return served.metric(IN_FLIGHT);
  }

  @Test
  void a_cancelled_call_gives_up_its_place_and_the_engine() {
    ListenableFuture<ModelInferResponse> endless = ask(9_000_000_000_000_000_000L);
    Await.until("the engine is busy", () -> inFlight() == 1 && waiting() == 0);
    ListenableFuture<ModelInferResponse> behind = ask(1);
    Await.until("the second call waits", () -> waiting() == 1);

    behind.cancel(true);

    Await.until("its place is free", () -> waiting() == 0);
    assertThat(endless).as("the engine is still busy").isNotDone();
    endless.cancel(true);
    Await.until("the endless run is ended", () -> inFlight() == 0);
    served.expectNothingHeld();
  }

  @Test
  void a_stream_that_is_given_up_frees_all_that_it_asked() {
    StreamObserver<ModelInferRequest> questions =
        GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(new Deaf());
    questions.onNext(loop(9_000_000_000_000_000_000L));
    questions.onNext(loop(1));
    questions.onNext(loop(1));
    Await.until("one runs and two wait", () -> inFlight() == 3 && waiting() == 2);

    questions.onError(Status.CANCELLED.asRuntimeException());

    Await.until("all are ended", () -> inFlight() == 0 && waiting() == 0);
    served.expectNothingHeld();
  }

  @Test
  void a_deadline_of_the_caller_ends_the_run() {
    ListenableFuture<ModelInferResponse> late =
        GRPCInferenceServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
            .modelInfer(loop(9_000_000_000_000_000_000L));

    assertThat(late)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withMessageContaining("DEADLINE_EXCEEDED");
    Await.until("the run is ended", () -> inFlight() == 0);
    served.expectNothingHeld();
  }

  /** Hears nothing. */
  private static final class Deaf implements StreamObserver<ModelStreamInferResponse> {
    @Override
    public void onNext(ModelStreamInferResponse answer) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
