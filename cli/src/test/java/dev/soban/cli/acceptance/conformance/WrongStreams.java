package dev.soban.cli.acceptance.conformance;

import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;

/** Servers that get streams wrong. */
final class WrongStreams {
  private static final String STREAM = "ModelStreamInfer";

  private WrongStreams() {}

  /** Answers of single calls as a stream tells them. */
  static WrongGrpcServer.Upstream told(WrongGrpcServer.Upstream single) {
    return request -> {
      try {
        ModelInferResponse answer = (ModelInferResponse) single.ask(request);
        return ModelStreamInferResponse.newBuilder().setInferResponse(answer).build();
      } catch (StatusRuntimeException e) {
        String text = String.valueOf(e.getStatus().getDescription());
        return ModelStreamInferResponse.newBuilder().setErrorMessage(text).build();
      }
    };
  }

  static List<WrongGrpc> all() {
    return List.of(
        WrongGrpc.answers(
            "other values on streams",
            "GRPC-080",
            STREAM,
            message -> {
              ModelStreamInferResponse.Builder answer =
                  ((ModelStreamInferResponse) message).toBuilder();
              WrongGrpcServers.zeros(answer.getInferResponseBuilder());
              return answer.build();
            }),
        WrongGrpc.answers(
            "no ids on streams",
            "GRPC-081",
            STREAM,
            message -> {
              ModelStreamInferResponse.Builder answer =
                  ((ModelStreamInferResponse) message).toBuilder();
              answer.getInferResponseBuilder().clearId();
              return answer.build();
            }),
        WrongGrpc.answers(
            "an error ends the stream",
            "GRPC-082",
            STREAM,
            message -> {
              String error = ((ModelStreamInferResponse) message).getErrorMessage();
              if (!error.isEmpty()) {
                throw Status.INVALID_ARGUMENT.withDescription(error).asRuntimeException();
              }
              return message;
            }));
  }
}
