package dev.soban.grpc.infer;

import dev.soban.grpc.call.Serving;
import dev.soban.grpc.message.AnswerMessage;
import dev.soban.grpc.message.ReceivedMessage;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/** Calls with one question. */
public record SingleCalls(Serving serving)
    implements ServerCallHandler<ReceivedMessage, AnswerMessage> {
  @Override
  public ServerCall.Listener<ReceivedMessage> startCall(
      ServerCall<ReceivedMessage, AnswerMessage> call, Metadata metadata) {
    Line line = Line.admitted(call, metadata, serving);
    if (line == null) {
      return new ServerCall.Listener<>() {};
    }
    // A second message comes only from a broken client, which is told.
    call.request(2);
    return new SingleCall(line);
  }
}
