package dev.soban.grpc.infer;

import dev.soban.grpc.call.Arrival;
import dev.soban.grpc.call.CallEnd;
import dev.soban.grpc.call.Serving;
import dev.soban.grpc.message.AnswerMessage;
import dev.soban.grpc.message.ReceivedMessage;
import dev.soban.server.access.Asker;
import dev.soban.server.access.Scope;
import dev.soban.server.call.Asked;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

/** A call of whoever may ask models, and the way back to them. */
record Line(
    ServerCall<ReceivedMessage, AnswerMessage> call,
    Arrival arrival,
    CallEnd end,
    Asker asker,
    Serving serving) {

  /** Null when they may not, which they have been told then. */
  static @Nullable Line admitted(
      ServerCall<ReceivedMessage, AnswerMessage> call, Metadata metadata, Serving serving) {
    Arrival arrival = Arrival.of(call, metadata, serving);
    CallEnd end = new CallEnd(call, arrival, serving);
    try {
      Asker asker = arrival.admitted(serving.http().access(), Scope.INFER);
      return new Line(call, arrival, end, asker, serving);
    } catch (RuntimeException e) {
      end.refuse(e);
      return null;
    }
  }

  /** A question that comes now, on its way. */
  Inference inference(Inference.Outcome outcome) {
    Asked asked = arrival.asked(asker, serving.http().ticker());
    return new Inference(asked, serving, outcome);
  }
}
