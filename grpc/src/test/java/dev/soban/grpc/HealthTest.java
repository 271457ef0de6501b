package dev.soban.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes ask for health, and balancers watch it. */
class HealthTest {
  private final LoadedModels models =
      ScriptedModel.loaded(ScriptedModel.echo("echo", ScriptedModel.spec("x", DataType.FP32, -1)));
  private final GrpcPort port = new GrpcPort(models);

  HealthTest() {
    models.put(
        new VersionStatus("broken", "1", VersionState.FAILED, "no such file", Optional.empty()));
  }

  @AfterEach
  void close() {
    port.close();
  }

  private ServingStatus check(String service) {
    return HealthGrpc.newBlockingStub(port.channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @ParameterizedTest
  @CsvSource({
    "'', SERVING",
    "inference.GRPCInferenceService, SERVING",
    "echo, SERVING",
    "echo/1, SERVING",
    "broken, NOT_SERVING",
    "broken/1, NOT_SERVING"
  })
  void the_server_and_each_model_have_a_health(String service, ServingStatus expected) {
    assertThat(check(service)).isEqualTo(expected);
  }

  @Test
  void what_is_not_there_is_not_found() {
    for (String service : new String[] {"nobody", "echo/9", "echo/1/2"}) {
      assertThatThrownBy(() -> check(service))
          .hasMessageStartingWith("NOT_FOUND: service " + service);
    }
  }

  @Test
  void a_server_that_leaves_serves_nothing_any_more() {
    port.readiness.leave();

    assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(check("echo")).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void who_watches_is_told_of_each_change_and_of_the_end() throws InterruptedException {
    BlockingQueue<ServingStatus> server = new LinkedBlockingQueue<>();
    BlockingQueue<ServingStatus> model = new LinkedBlockingQueue<>();
    CompletableFuture<Status> end = watch("", server);
    var _ = watch("new", model);
    assertThat(server.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);
    assertThat(model.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVICE_UNKNOWN);

    models.put(
        ScriptedModel.loaded(ScriptedModel.echo("new", ScriptedModel.spec("x", DataType.FP32, -1)))
            .versions("new")
            .getFirst());
    assertThat(model.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);
    port.readiness.leave();
    assertThat(server.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(model.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);

    assertThat(port.server.drain().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    assertThat(end.orTimeout(10, TimeUnit.SECONDS).join().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  private CompletableFuture<Status> watch(String service, BlockingQueue<ServingStatus> told) {
    CompletableFuture<Status> end = new CompletableFuture<>();
    HealthGrpc.newStub(port.channel)
        .watch(
            HealthCheckRequest.newBuilder().setService(service).build(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                told.add(response.getStatus());
              }

              @Override
              public void onError(Throwable failure) {
                end.complete(Status.fromThrowable(failure));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.OK);
              }
            });
    return end;
  }
}
