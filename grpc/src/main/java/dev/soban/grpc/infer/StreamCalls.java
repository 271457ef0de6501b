package dev.soban.grpc.infer;

import dev.soban.grpc.call.OpenCalls;
import dev.soban.grpc.call.Serving;
import dev.soban.grpc.message.AnswerMessage;
import dev.soban.grpc.message.ReceivedMessage;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * Streams of questions and answers.
 *
 * @param open those that are told when the server ends
 */
public record StreamCalls(Serving serving, OpenCalls open)
    implements ServerCallHandler<ReceivedMessage, AnswerMessage> {
  private static final Metadata.Key<String> GRPC_ERROR =
      Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public ServerCall.Listener<ReceivedMessage> startCall(
      ServerCall<ReceivedMessage, AnswerMessage> call, Metadata metadata) {
    Line line = Line.admitted(call, metadata, serving);
    return line == null
        ? new ServerCall.Listener<>() {}
        : new StreamCall(line, "true".equalsIgnoreCase(metadata.get(GRPC_ERROR)), open).begun();
  }
}
