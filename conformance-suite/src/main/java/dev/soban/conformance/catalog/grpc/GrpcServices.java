package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.grpc.GrpcLine;
import dev.soban.conformance.grpc.StreamTalk;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The services that gRPC itself defines. */
final class GrpcServices {
  private GrpcServices() {}

  static void serving(Target target) {
    HealthCheckResponse told;
    try {
      told = check(target, "");
    } catch (StatusRuntimeException e) {
      Calls.needsMethod(e.getStatus(), "grpc.health.v1");
      throw new Unmet("an answer", GrpcLine.told(e.getStatus()));
    }
    Unmet.unlessEqual("status", ServingStatus.SERVING, told.getStatus());
  }

  private static HealthCheckResponse check(Target target, String service) {
    return target
        .grpc()
        .call(
            HealthGrpc.getCheckMethod(),
            HealthCheckRequest.newBuilder().setService(service).build(),
            target.grpc().timeout());
  }

  static void unknownService(Target target) {
    try {
      HealthCheckResponse told = check(target, "no.such.Service");
      throw new Unmet("status NOT_FOUND", GrpcLine.told(told));
    } catch (StatusRuntimeException e) {
      Calls.needsMethod(e.getStatus(), "grpc.health.v1");
      Calls.expectCode(Status.Code.NOT_FOUND, e.getStatus());
    }
  }

  static void watch(Target target) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(
            target.grpc().timeout().toNanos(), TimeUnit.NANOSECONDS);
    try {
      Iterator<HealthCheckResponse> told =
          ClientCalls.blockingServerStreamingCall(
              target.grpc().channel(),
              HealthGrpc.getWatchMethod(),
              options,
              HealthCheckRequest.getDefaultInstance());
      Unmet.unlessEqual("status", ServingStatus.SERVING, told.next().getStatus());
    } catch (StatusRuntimeException e) {
      Calls.needsMethod(e.getStatus(), "Watch of grpc.health.v1");
      throw new Unmet("a first status", GrpcLine.told(e.getStatus()));
    }
  }

  static void reflection(Target target) {
    ServerReflectionRequest request =
        ServerReflectionRequest.newBuilder().setListServices("").build();
    try (StreamTalk<ServerReflectionRequest, ServerReflectionResponse> talk =
        new StreamTalk<>(target.grpc(), ServerReflectionGrpc.getServerReflectionInfoMethod())) {
      talk.send(request);
      talk.endSending();
      List<String> services =
          talk.next().getListServicesResponse().getServiceList().stream()
              .map(service -> service.getName())
              .toList();
      Unmet.unless(
          services.contains(GRPCInferenceServiceGrpc.SERVICE_NAME),
          GRPCInferenceServiceGrpc.SERVICE_NAME + " among the services",
          services);
    } catch (Unmet unmet) {
      if (unmet.came().contains(Status.Code.UNIMPLEMENTED.name())) {
        throw new Inapplicable("reflection is not implemented here");
      }
      throw unmet;
    }
  }
}
