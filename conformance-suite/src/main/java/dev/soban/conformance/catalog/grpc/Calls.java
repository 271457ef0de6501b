package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.grpc.GrpcAnswer;
import dev.soban.conformance.grpc.GrpcLine;
import dev.soban.conformance.grpc.GrpcQuestion;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelInferRequest;
import io.grpc.Status;

/** What the tables ask over and over. */
final class Calls {
  private Calls() {}

  static GrpcAnswer infer(Target target, ModelInferRequest.Builder request) {
    return GrpcAnswer.of(
        target.grpc().ask(GRPCInferenceServiceGrpc.getModelInferMethod(), request.build()));
  }

  /** The status of an infer request that must be refused. */
  static Status refusal(Target target, ModelInferRequest.Builder request) {
    Status status =
        target.grpc().refusal(GRPCInferenceServiceGrpc.getModelInferMethod(), request.build());
    expectTold(status);
    return status;
  }

  /** A refusal by the server itself, with a text. */
  static void expectTold(Status status) {
    boolean own =
        status.getCode() != Status.Code.UNAVAILABLE
            && status.getCode() != Status.Code.DEADLINE_EXCEEDED;
    Unmet.unless(own, "a refusal that blames the request", GrpcLine.told(status));
    String text = status.getDescription();
    Unmet.unless(text != null && !text.isBlank(), "a text that says why", GrpcLine.told(status));
  }

  static void expectCode(Status.Code expected, Status status) {
    Unmet.unless(status.getCode() == expected, "status " + expected, GrpcLine.told(status));
  }

  static ModelInferRequest.Builder raw(Usable model) {
    return GrpcQuestion.raw(model.name(), model.inputs());
  }

  static ModelInferRequest.Builder typed(Usable model) {
    return GrpcQuestion.typed(model.name(), model.inputs());
  }

  /** Some model whose inputs have typed contents. */
  static Usable typedModel(Target target) {
    target.grpc();
    return target.inJson();
  }

  /** A model to ask over gRPC, which the server must offer. */
  static Usable model(Target target) {
    target.grpc();
    return target.usable();
  }

  /** Throws when the server does not offer a method at all. */
  static void needsMethod(Status status, String method) {
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      throw new Inapplicable(method + " is not implemented here");
    }
  }
}
