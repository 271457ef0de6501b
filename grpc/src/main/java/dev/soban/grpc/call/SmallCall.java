package dev.soban.grpc.call;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.access.Asker;
import dev.soban.server.access.Scope;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one request and one answer, both small, which are answered on the event loop or later.
 *
 * @param scope what a key must allow; null for what everybody may ask
 * @param answering throws what the call is to be refused with
 */
public record SmallCall<Q, A>(Serving serving, @Nullable Scope scope, Answering<Q, A> answering)
    implements ServerCallHandler<Parsed<Q>, A> {

  /** Finds the answer. */
  @FunctionalInterface
  public interface Answering<Q, A> {
    void answer(Q question, Reply<A> reply);
  }

  /** Who asks, and the way to answer: once, from any thread. */
  public interface Reply<A> {
    /** As logs name who asks. */
    String actor();

    void send(A answer);

    void refuse(Throwable thrown);
  }

  @Override
  public ServerCall.Listener<Parsed<Q>> startCall(
      ServerCall<Parsed<Q>, A> call, Metadata metadata) {
    Arrival arrival = Arrival.of(call, metadata, serving);
    CallEnd end = new CallEnd(call, arrival, serving);
    Asker asker = Asker.NOBODY;
    try {
      if (scope != null) {
        asker = arrival.admitted(serving.http().access(), scope);
      }
    } catch (RuntimeException e) {
      end.refuse(e);
      return new ServerCall.Listener<>() {};
    }
    call.request(2);
    return new Listener(call, arrival, end, asker);
  }

  private final class Listener extends ServerCall.Listener<Parsed<Q>> implements Reply<A> {
    private final ServerCall<Parsed<Q>, A> call;
    private final Arrival arrival;
    private final CallEnd end;
    private final Asker asker;
    private @Nullable Parsed<Q> question;

    Listener(ServerCall<Parsed<Q>, A> call, Arrival arrival, CallEnd end, Asker asker) {
      this.call = call;
      this.arrival = arrival;
      this.end = end;
      this.asker = asker;
    }

    @Override
    public void onMessage(Parsed<Q> message) {
      if (question != null) {
        end.refuse(new InvalidInput("message: a second one (expected: one)"));
      }
      question = message;
    }

    @Override
    public void onHalfClose() {
      try {
        if (question == null) {
          throw new InvalidInput("message: none (expected: one)");
        }
        answering.answer(question.value(), this);
      } catch (RuntimeException e) {
        end.refuse(e);
      }
    }

    @Override
    public String actor() {
      return asker.actor(arrival.head().remoteAddress());
    }

    @Override
    public void send(A answer) {
      arrival.atHome(() -> sendNow(answer));
    }

    private void sendNow(A answer) {
      if (!call.isCancelled()) {
        call.sendHeaders(end.headers());
        call.sendMessage(answer);
        end.ok();
      }
    }

    @Override
    public void refuse(Throwable thrown) {
      arrival.atHome(() -> end.refuse(thrown));
    }
  }
}
