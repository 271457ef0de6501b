package dev.soban.conformance.grpc;

import dev.soban.conformance.verdict.Unmet;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A stream in both directions, seen from one thread: what is said, and what comes back in turn.
 *
 * @param <A> what is sent
 * @param <B> what comes
 */
public final class StreamTalk<A, B> implements AutoCloseable {
  private final GrpcLine line;
  private final BlockingQueue<Came<B>> came = new LinkedBlockingQueue<>();
  private final StreamObserver<A> sending;

  /** A message, or the end of the stream. */
  private sealed interface Came<B> {
    record Message<B>(B message) implements Came<B> {}

    record End<B>(Status status) implements Came<B> {}
  }

  public StreamTalk(GrpcLine line, MethodDescriptor<A, B> method) {
    this.line = line;
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(line.timeout().toNanos(), TimeUnit.NANOSECONDS);
    this.sending =
        ClientCalls.asyncBidiStreamingCall(
            line.channel().newCall(method, options), new Receiving());
  }

  private final class Receiving implements StreamObserver<B> {
    @Override
    public void onNext(B message) {
      came.add(new Came.Message<>(message));
    }

    @Override
    public void onError(Throwable failure) {
      came.add(new Came.End<>(Status.fromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
      came.add(new Came.End<>(Status.OK));
    }
  }

  public void send(A message) {
    sending.onNext(message);
  }

  /** Says that nothing more will be sent. */
  public void endSending() {
    sending.onCompleted();
  }

  /** The next message; the end of the stream is unmet. */
  public B next() {
    return switch (take()) {
      case Came.Message<B>(B message) -> message;
      case Came.End<B>(Status status) ->
          throw new Unmet("a message on the stream", "its end, " + GrpcLine.told(status));
    };
  }

  /** How the stream ends; a message is unmet. */
  public Status end() {
    return switch (take()) {
      case Came.End<B>(Status status) -> status;
      case Came.Message<B> more -> throw new Unmet("the end of the stream", "another message");
    };
  }

  private Came<B> take() {
    try {
      Came<B> next = came.poll(line.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new Unmet("something on the stream", "nothing within " + line.timeout());
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Gives the stream up when it has not ended. */
  @Override
  public void close() {
    if (came.isEmpty()) {
      sending.onError(Status.CANCELLED.asRuntimeException());
    }
  }
}
