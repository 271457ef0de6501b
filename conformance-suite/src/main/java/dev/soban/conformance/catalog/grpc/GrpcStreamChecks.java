package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.grpc.GrpcAnswer;
import dev.soban.conformance.grpc.GrpcLine;
import dev.soban.conformance.grpc.StreamTalk;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import io.grpc.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests and answers on one stream. */
final class GrpcStreamChecks {
  private static final int REQUESTS = 20;

  private GrpcStreamChecks() {}

  static List<Check> all() {
    return new CheckList(Section.GRPC_STREAM)
        .source("Triton, GRPC Extension, ModelStreamInfer")
        .extension(
            "GRPC-080", "A stream answers as single calls do", talking(GrpcStreamChecks::same))
        .extension(
            "GRPC-081",
            "Every request on a stream is answered, with its id",
            talking(GrpcStreamChecks::many))
        .extension(
            "GRPC-082",
            "A wrong request is told in error_message and the stream goes on",
            talking(GrpcStreamChecks::wrong))
        .extension(
            "GRPC-083",
            "A stream on which nothing is asked ends well",
            talking(GrpcStreamChecks::nothing))
        .checks();
  }

  /** What is tried on a stream of its own. */
  private interface Talk {
    void on(Target target, StreamTalk<ModelInferRequest, ModelStreamInferResponse> talk);
  }

  private static Trial talking(Talk trial) {
    return target -> {
      Calls.model(target);
      try (StreamTalk<ModelInferRequest, ModelStreamInferResponse> talk =
          new StreamTalk<>(target.grpc(), GRPCInferenceServiceGrpc.getModelStreamInferMethod())) {
        trial.on(target, talk);
      } catch (Unmet unmet) {
        if (unmet.came().contains(Status.Code.UNIMPLEMENTED.name())) {
          throw new Inapplicable("ModelStreamInfer is not implemented here");
        }
        throw unmet;
      }
    };
  }

  private static GrpcAnswer answer(ModelStreamInferResponse message) {
    Unmet.unless(
        message.getErrorMessage().isEmpty(), "an answer", "error: " + message.getErrorMessage());
    return GrpcAnswer.of(message.getInferResponse());
  }

  private static void expectEnd(StreamTalk<ModelInferRequest, ModelStreamInferResponse> talk) {
    talk.endSending();
    Status end = talk.end();
    Unmet.unless(end.isOk(), "the stream's end with status OK", GrpcLine.told(end));
  }

  private static void same(
      Target target, StreamTalk<ModelInferRequest, ModelStreamInferResponse> talk) {
    Usable model = target.usable();
    Map<String, TensorValue> single = Calls.infer(target, Calls.raw(model)).outputs();
    talk.send(Calls.raw(model).build());
    answer(talk.next()).expectSame(single, "as of a single call");
    expectEnd(talk);
  }

  private static void many(
      Target target, StreamTalk<ModelInferRequest, ModelStreamInferResponse> talk) {
    Usable model = target.usable();
    Set<String> sent = new HashSet<>();
    for (int i = 0; i < REQUESTS; i++) {
      sent.add("stream-" + i);
      talk.send(Calls.raw(model).setId("stream-" + i).build());
    }
    Set<String> came = new HashSet<>();
    for (int i = 0; i < REQUESTS; i++) {
      came.add(answer(talk.next()).message().getId());
    }
    Unmet.unlessEqual("ids", sent, came);
    expectEnd(talk);
  }

  private static void wrong(
      Target target, StreamTalk<ModelInferRequest, ModelStreamInferResponse> talk) {
    Usable model = target.usable();
    talk.send(Calls.raw(model).setModelName(Model.UNKNOWN).build());
    ModelStreamInferResponse refusal = talk.next();
    Unmet.unless(!refusal.getErrorMessage().isEmpty(), "an error_message", GrpcLine.told(refusal));
    talk.send(Calls.raw(model).build());
    answer(talk.next());
    expectEnd(talk);
  }

  private static void nothing(
      Target target, StreamTalk<ModelInferRequest, ModelStreamInferResponse> talk) {
    expectEnd(talk);
  }
}
