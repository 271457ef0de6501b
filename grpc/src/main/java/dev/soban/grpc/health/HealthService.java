package dev.soban.grpc.health;

import dev.soban.grpc.call.OpenCalls;
import dev.soban.grpc.call.Serving;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers health checks. Whoever watches is told of changes soon, as they are looked for a few
 * times a second: what health depends on changes in many places, and none of them has to know of
 * this.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {
  private static final long LOOK_EVERY_MILLIS = 250;

  private final HealthReport report;
  private final OpenCalls open;
  private final ScheduledExecutorService looking;

  /**
   * @param open those that watch are told when the server ends
   */
  public HealthService(Serving serving, OpenCalls open) {
    this.report =
        new HealthReport(
            serving.http().readiness(),
            serving.models(),
            Set.of("", GRPCInferenceServiceGrpc.SERVICE_NAME));
    this.open = open;
    this.looking = serving.homes().loops();
  }

  @Override
  public void check(HealthCheckRequest asked, StreamObserver<HealthCheckResponse> answer) {
    ServingStatus status = report.of(asked.getService());
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      answer.onError(
          Status.NOT_FOUND
              .withDescription(
                  "service "
                      + asked.getService()
                      + ": not found (expected: none, "
                      + GRPCInferenceServiceGrpc.SERVICE_NAME
                      + ", a model or model/version)")
              .asRuntimeException());
      return;
    }
    answer.onNext(response(status));
    answer.onCompleted();
  }

  @Override
  public void watch(HealthCheckRequest asked, StreamObserver<HealthCheckResponse> answer) {
    Watcher watcher =
        new Watcher(asked.getService(), (ServerCallStreamObserver<HealthCheckResponse>) answer);
    watcher.begin();
    open.add(watcher);
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  /** Tells one client of each change. */
  private final class Watcher implements OpenCalls.Leaving {
    private final String service;
    private final ServerCallStreamObserver<HealthCheckResponse> client;
    private @Nullable ServingStatus told;
    private @Nullable Future<?> looks;
    private boolean over;

    Watcher(String service, ServerCallStreamObserver<HealthCheckResponse> client) {
      this.service = service;
      this.client = client;
    }

    synchronized void begin() {
      client.setOnCancelHandler(this::end);
      look();
      looks =
          looking.scheduleAtFixedRate(
              this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
      ServingStatus now = report.of(service);
      if (!over && now != told) {
        told = now;
        client.onNext(response(now));
      }
    }

    private synchronized void end() {
      over = true;
      open.remove(this);
      if (looks != null) {
        looks.cancel(false);
      }
    }

    @Override
    public synchronized void leave() {
      look();
      if (!over) {
        end();
        client.onError(
            Status.UNAVAILABLE
                .withDescription("the server is shutting down; try another one")
                .asRuntimeException());
      }
    }
  }
}
