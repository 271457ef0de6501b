package dev.soban.server.http;

import dev.soban.core.lifecycle.Lease;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.Tensor;
import dev.soban.net.Body;
import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.server.call.Answer;
import dev.soban.server.call.BodyLimit;
import dev.soban.server.call.Call;
import dev.soban.server.call.CallReader;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.ByteSink;
import dev.soban.server.transport.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One inference on its way: read the body, decode, predict, encode, send. Every way out passes
 * {@link #ended}, once.
 */
final class Inference {
  private static final int TOO_LARGE = 413;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Exchange exchange;
  private final Lease lease;
  private final Served served;
  private final CallReader reader;
  private final Surroundings surroundings;
  private final Timings timings;

  /** What all inferences share. */
  record Surroundings(HttpSurroundings http, HttpLimits limits, Sinks sinks) {}

  /**
   * @param lease on the version that answers; closed at the end
   */
  Inference(Exchange exchange, Lease lease, CallReader reader, Surroundings surroundings) {
    this.exchange = exchange;
    this.lease = lease;
    this.served = lease.served();
    this.reader = reader;
    this.surroundings = surroundings;
    this.timings = new Timings(exchange.head().receivedAtNanos());
  }

  void start(BodyReader body) {
    var _ = read(body).whenComplete(this::received);
  }

  private CompletionStage<Body> read(BodyReader body) {
    long maxBytes =
        Math.min(
            surroundings.limits().bodyBytes(), served.description().declared().maxRequestBytes());
    return exchange.head().headers().contains(HeaderName.CONTENT_ENCODING)
        ? body.readAllDecoded(maxBytes)
        : body.readAll(maxBytes);
  }

  private void received(@Nullable Body body, @Nullable Throwable failure) {
    if (body == null) {
      Refusal refusal =
          Refusal.ofBody(failure == null ? new IllegalStateException("no body") : failure);
      refuse(refusal.status() == TOO_LARGE ? refusal.limitedBy(limit().setting()) : refusal);
    } else if (body.size() <= surroundings.limits().offloadBytes()) {
      decode(body);
    } else {
      offload(() -> decode(body), body);
    }
  }

  private BodyLimit limit() {
    return BodyLimit.ofServer(surroundings.limits().bodyBytes()).of(served);
  }

  private void offload(Runnable work, Body body) {
    try {
      surroundings.http().codecs().execute(work);
    } catch (RejectedExecutionException e) {
      body.close();
      refuse(Refusal.of(new Overloaded("too many large bodies at once", RETRY_AFTER)));
    }
  }

  private void decode(Body body) {
    long begunAtNanos = nanos();
    Call call;
    try (body) {
      call = reader.read(new IncomingCall(exchange.head(), body.segment(), served));
    } catch (RuntimeException | Error e) {
      refuse(Refusal.of(Failures.of(e)));
      return;
    }
    timings.add(Phase.DECODE, nanos() - begunAtNanos);
    predict(call);
  }

  private void predict(Call call) {
    Cancellation cancellation = new Cancellation();
    InferenceRequest request;
    try {
      request = exchange.asked().request(call, served, timings, cancellation);
    } catch (RuntimeException e) {
      refuse(Refusal.of(Failures.of(e)));
      return;
    }
    exchange
        .writer()
        .onDisconnect(() -> cancellation.cancel(new Cancelled("the client went away")));
    var _ =
        served
            .predictor()
            .predict(request)
            .whenComplete((response, failure) -> answered(request, call, response, failure));
  }

  private void answered(
      InferenceRequest request,
      Call call,
      @Nullable InferenceResponse response,
      @Nullable Throwable failure) {
    request.closeInputs();
    if (response == null) {
      Throwable thrown = failure == null ? new IllegalStateException("no response") : failure;
      fail(Refusal.of(Failures.of(thrown)));
    } else if (outputBytes(response) <= surroundings.limits().offloadBytes()) {
      encode(call, response);
    } else {
      offloadEncoding(call, response);
    }
  }

  private void offloadEncoding(Call call, InferenceResponse response) {
    try {
      surroundings.http().codecs().execute(() -> encode(call, response));
    } catch (RejectedExecutionException e) {
      response.close();
      refuse(Refusal.of(new Overloaded("too many large answers at once", RETRY_AFTER)));
    }
  }

  private void encode(Call call, InferenceResponse response) {
    long begunAtNanos = nanos();
    try (response) {
      surroundings.sinks().with(sink -> send(call, response, sink));
    } catch (RuntimeException | Error e) {
      refuse(Refusal.of(Failures.of(e)));
      return;
    }
    surroundings.http().observer().encoded(served.id(), nanos() - begunAtNanos);
    ended();
  }

  private void send(Call call, InferenceResponse response, ByteSink sink) {
    Answer answer = call.encode(response, sink);
    AnswerWriter.send(exchange, answer, response.origin(), surroundings.sinks());
  }

  private static long outputBytes(InferenceResponse response) {
    long size = 0;
    for (Tensor output : response.outputs().values()) {
      size += output.sizeBytes();
    }
    return size;
  }

  private void refuse(Refusal refusal) {
    try {
      exchange.refuse(refusal);
    } finally {
      ended();
    }
  }

  /** For failures that the model's own stack counted. */
  private void fail(Refusal refusal) {
    try {
      exchange.fail(refusal);
    } finally {
      ended();
    }
  }

  private void ended() {
    lease.close();
    surroundings.http().readiness().exit();
  }

  private long nanos() {
    return surroundings.http().ticker().nanos();
  }
}
