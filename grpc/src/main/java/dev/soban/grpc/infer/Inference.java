package dev.soban.grpc.infer;

import dev.soban.core.lifecycle.Lease;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.Tensor;
import dev.soban.grpc.call.GrpcRefusal;
import dev.soban.grpc.call.Serving;
import dev.soban.grpc.message.AnswerWriter;
import dev.soban.grpc.message.InferMessage;
import dev.soban.grpc.message.ReceivedMessage;
import dev.soban.server.call.Asked;
import dev.soban.server.call.BodyLimit;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way: read, find the model, predict, hand the answer over. Begins on the
 * call's home and comes back to it; only what is large is read and written elsewhere. Every way out
 * passes {@link #ended}, once.
 */
final class Inference {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Asked asked;
  private final Serving serving;
  private final Outcome outcome;
  private final Timings timings;
  private final Cancellation cancellation = new Cancellation();
  private String id = "";
  private @Nullable Lease lease;

  /** Hears what became of it, once: at home, or where large answers are written. */
  interface Outcome {
    /** There is an answer, which whoever is told has written or dropped. */
    void answered(Answered answered);

    /**
     * There is none.
     *
     * @param id of the question; empty while unknown
     * @param model null while none is known
     * @param uncounted whether no layer of the model's stack counted it
     */
    void refused(GrpcRefusal refusal, String id, @Nullable ModelVersion model, boolean uncounted);
  }

  /** An answer that is to be written. */
  record Answered(Inference inference, AnswerWriter writer, InferenceResponse response) {
    /** Whether writing it would keep an event loop for too long. */
    boolean large() {
      return sizeBytes() > inference.serving.limits().offloadBytes();
    }

    private long sizeBytes() {
      long size = 0;
      for (Tensor output : response.outputs().values()) {
        size += output.sizeBytes();
      }
      return size;
    }
  }

  Inference(Asked asked, Serving serving, Outcome outcome) {
    this.asked = asked;
    this.serving = serving;
    this.outcome = outcome;
    this.timings = new Timings(asked.head().receivedAtNanos());
  }

  /** Nobody waits for it any more. */
  void cancel(PredictionException why) {
    cancellation.cancel(why);
  }

  void start(ReceivedMessage message) {
    if (!serving.http().readiness().enter()) {
      message.close();
      outcome.refused(GrpcRefusal.of(shuttingDown()), id, null, true);
    } else if (message.sizeBytes() <= serving.limits().offloadBytes()) {
      read(message);
    } else {
      readElsewhere(message);
    }
  }

  static Unavailable shuttingDown() {
    return new Unavailable("the server is shutting down; try another one");
  }

  private void readElsewhere(ReceivedMessage message) {
    try {
      serving.http().codecs().execute(() -> read(message));
    } catch (RejectedExecutionException e) {
      message.close();
      refuse(new Overloaded("too many large bodies at once", RETRY_AFTER), true);
    }
  }

  private void read(ReceivedMessage message) {
    long begunAtNanos = nanos();
    InferMessage question;
    try {
      question = message.read(serving.http().memory());
    } catch (RuntimeException | Error e) {
      refuse(e, true);
      return;
    }
    timings.add(Phase.DECODE, nanos() - begunAtNanos);
    id = question.body().id();
    predict(question);
  }

  private void predict(InferMessage question) {
    Served served;
    InferenceRequest request;
    try {
      served = served(question);
      request = asked.request(question, served, timings, cancellation);
    } catch (RuntimeException e) {
      question.close();
      refuse(e, true);
      return;
    }
    AnswerWriter writer = new AnswerWriter(question.body(), served.description().meaning());
    var _ =
        served
            .predictor()
            .predict(request)
            .whenComplete((response, failure) -> answered(request, writer, response, failure));
  }

  private Served served(InferMessage question) {
    Lease held = serving.models().acquire(question.model(), question.version());
    lease = held;
    BodyLimit limit = serving.bodyLimit().of(held.served());
    if (question.sizeBytes() > limit.bytes()) {
      throw limit.exceeded();
    }
    return held.served();
  }

  private void answered(
      InferenceRequest request,
      AnswerWriter writer,
      @Nullable InferenceResponse response,
      @Nullable Throwable failure) {
    request.closeInputs();
    if (response == null) {
      refuse(failure == null ? new IllegalStateException("no response") : failure, false);
    } else {
      outcome.answered(new Answered(this, writer, response));
    }
  }

  /** Writes an answer, and closes it. */
  interface Writing {
    void write(AnswerWriter writer, InferenceResponse response);
  }

  /**
   * Has an answer written, here or elsewhere when it is large.
   *
   * @param then runs afterwards, on the same thread
   */
  void write(Answered answered, Writing writing, Runnable then) {
    if (!answered.large()) {
      writeNow(answered, writing, then);
      return;
    }
    try {
      serving.http().codecs().execute(() -> writeNow(answered, writing, then));
    } catch (RejectedExecutionException e) {
      answered.response().close();
      refuse(new Overloaded("too many large answers at once", RETRY_AFTER), true);
      then.run();
    }
  }

  private void writeNow(Answered answered, Writing writing, Runnable then) {
    long begunAtNanos = nanos();
    try (InferenceResponse response = answered.response()) {
      writing.write(answered.writer(), response);
      serving.http().observer().encoded(response.model(), nanos() - begunAtNanos);
      ended();
    } catch (RuntimeException | Error e) {
      refuse(e, true);
    }
    then.run();
  }

  /** Lets go of an answer that nobody takes any more. */
  void drop(Answered answered) {
    answered.response().close();
    ended();
  }

  private void refuse(Throwable thrown, boolean uncounted) {
    ModelVersion model = lease == null ? null : lease.served().id();
    try {
      outcome.refused(GrpcRefusal.of(Failures.of(thrown)), id, model, uncounted);
    } finally {
      ended();
    }
  }

  private void ended() {
    if (lease != null) {
      lease.close();
    }
    serving.http().readiness().exit();
  }

  private long nanos() {
    return serving.http().ticker().nanos();
  }
}
