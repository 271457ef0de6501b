package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.grpc.GrpcAnswer;
import dev.soban.conformance.grpc.GrpcLine;
import dev.soban.conformance.grpc.GrpcQuestion;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many calls at once on one connection, and calls that are given up. */
final class GrpcLoad {
  private static final int KINDS = 8;
  private static final int REQUESTS = 128;
  private static final int GIVEN_UP = 20;

  private GrpcLoad() {}

  /** Asks with several inputs in turn, all at once; each answer must be the one of its input. */
  static void concurrent(Target target) {
    Usable model = Calls.model(target);
    List<Map<String, TensorValue>> kinds = new ArrayList<>();
    List<GrpcAnswer> expected = new ArrayList<>();
    for (int seed = 0; seed < KINDS; seed++) {
      kinds.add(model.another(seed));
      expected.add(Calls.infer(target, GrpcQuestion.raw(model.name(), kinds.getLast())));
    }
    List<Future<ModelInferResponse>> asked = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      ModelInferRequest.Builder request =
          GrpcQuestion.raw(model.name(), kinds.get(i % KINDS)).setId("concurrent-" + i);
      asked.add(start(target.grpc(), request));
    }
    for (int i = 0; i < REQUESTS; i++) {
      GrpcAnswer answer = GrpcAnswer.of(await(target.grpc(), asked.get(i)));
      Unmet.unlessEqual("id", "concurrent-" + i, answer.message().getId());
      expectNear(expected.get(i % KINDS), answer);
    }
  }

  private static Future<ModelInferResponse> start(
      GrpcLine line, ModelInferRequest.Builder request) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(line.timeout().toNanos(), TimeUnit.NANOSECONDS);
    return ClientCalls.futureUnaryCall(
        line.channel().newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), options),
        request.build());
  }

  private static ModelInferResponse await(GrpcLine line, Future<ModelInferResponse> asked) {
    try {
      return asked.get(line.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new Unmet("an answer", GrpcLine.told(Status.fromThrowable(e)));
    } catch (TimeoutException e) {
      throw new Unmet("an answer", "none within " + line.timeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void expectNear(GrpcAnswer expected, GrpcAnswer answer) {
    expected
        .outputs()
        .forEach(
            (name, value) ->
                Unmet.unless(
                    answer.output(name).near(value),
                    "output " + name + " as when the request was alone",
                    "other values, for id " + answer.message().getId()));
  }

  /** A call whose time is over before it can be answered, then one with time enough. */
  static void deadline(Target target) {
    Usable model = Calls.model(target);
    for (int i = 0; i < GIVEN_UP; i++) {
      try {
        target
            .grpc()
            .call(
                GRPCInferenceServiceGrpc.getModelInferMethod(),
                Calls.raw(model).build(),
                Duration.ofNanos(1_000L << i));
      } catch (StatusRuntimeException e) {
        Calls.expectCode(Status.Code.DEADLINE_EXCEEDED, e.getStatus());
      }
    }
    Calls.infer(target, Calls.raw(model));
  }

  static void cancelled(Target target) {
    Usable model = Calls.model(target);
    for (int i = 0; i < GIVEN_UP; i++) {
      start(target.grpc(), Calls.raw(model)).cancel(true);
    }
    Calls.infer(target, Calls.raw(model));
  }
}
