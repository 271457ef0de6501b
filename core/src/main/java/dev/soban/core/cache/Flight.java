package dev.soban.core.cache;

import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.RequestContext.Caller;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One run for all equal requests that ask at the same time.
 *
 * <p>The run belongs to nobody: it has a cancellation of its own, which fires when the last
 * follower left, and inputs of its own. It starts with the highest priority and the latest deadline
 * of those who are there then. When that deadline ends it, those who joined with a later one fly
 * again. Any other failure, a refusal too, is every present follower's.
 */
final class Flight {
  private final Question question;
  private final Predictor next;
  private final Landing landing;
  private final Cancellation cancellation = new Cancellation();

  // Guarded by this:
  private final List<Follower> followers = new ArrayList<>(2);
  private boolean ended;

  /** Is told of an answer, before anybody gets it, and of the end, which comes once. */
  interface Landing {
    void arrived(Question question, InferenceResponse response);

    void ended(Flight flight);
  }

  /** Takes over the question's tensors. */
  Flight(Question question, Predictor next, Landing landing) {
    this.question = question;
    this.next = next;
    this.landing = landing;
  }

  Question question() {
    return question;
  }

  /** What came of trying to join. */
  enum Joining {
    JOINED,
    /** The flight is over; there may be another one. */
    OVER,
    /** It asks something else, which has the same fingerprint. */
    OTHER
  }

  Joining join(Follower follower, Question asked) {
    synchronized (this) {
      // Compared under the lock, as the question's tensors are let go of when the flight ended.
      if (ended) {
        return Joining.OVER;
      }
      if (!question.asksTheSameAs(asked)) {
        return Joining.OTHER;
      }
      followers.add(follower);
    }
    follower.leavesFrom(this);
    return Joining.JOINED;
  }

  /** Takes the first follower on, before anybody else can. */
  void board(Follower leader) {
    synchronized (this) {
      followers.add(leader);
    }
    leader.leavesFrom(this);
  }

  /** Ends before it began: another one was faster, and its follower joins that. */
  void discard() {
    synchronized (this) {
      ended = true;
      followers.clear();
    }
    question.close();
  }

  void leave(Follower follower, PredictionException reason) {
    boolean last;
    synchronized (this) {
      if (!followers.remove(follower)) {
        return;
      }
      last = followers.isEmpty();
      ended |= last;
    }
    follower.failFromElsewhere(reason);
    if (last) {
      landing.ended(this);
      cancellation.cancel(reason);
    }
  }

  /** Runs for those who are there. */
  void start() {
    List<Follower> present;
    synchronized (this) {
      present = List.copyOf(followers);
    }
    if (present.isEmpty()) {
      landing.ended(this);
      question.close();
      return;
    }
    Deadline latest = latest(present);
    var _ =
        answer(fill(present, latest))
            .whenComplete((response, failure) -> landed(response, failure, latest));
  }

  /** Ends with an answer that is known already. */
  void land(InferenceResponse response) {
    List<Follower> present = end();
    for (Follower follower : present) {
      follower.answer(KeptAnswer.shared(response, response.origin().cache()));
    }
    response.close();
    question.close();
  }

  private InferenceRequest fill(List<Follower> present, Deadline latest) {
    InferenceRequest first = present.getFirst().request();
    RequestContext context = first.context();
    int priority =
        present.stream()
            .min(Comparator.comparingInt(Follower::rank))
            .map(highest -> highest.request().context().caller().priority())
            .orElse(0);
    return new InferenceRequest(
        question.inputs(),
        first.outputs(),
        first.parameters(),
        new RequestContext(
            context.id(),
            new Caller(context.caller().tenant(), priority, context.caller().weight()),
            latest,
            cancellation,
            context.home(),
            context.timings()));
  }

  private CompletionStage<InferenceResponse> answer(InferenceRequest fill) {
    try {
      return next.predict(fill);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void landed(
      @Nullable InferenceResponse response, @Nullable Throwable failure, Deadline under) {
    if (response != null) {
      try {
        landing.arrived(question, response);
      } finally {
        land(response);
      }
      return;
    }
    failed(
        Failures.of(failure == null ? new IllegalStateException("no response") : failure), under);
  }

  private void failed(PredictionException reason, Deadline under) {
    List<Follower> failing = new ArrayList<>();
    boolean again;
    synchronized (this) {
      for (Follower follower : List.copyOf(followers)) {
        if (!(reason instanceof DeadlineExceeded && later(follower.deadline(), under))) {
          followers.remove(follower);
          failing.add(follower);
        }
      }
      again = !followers.isEmpty();
      ended = !again;
    }
    if (!again) {
      landing.ended(this);
    }
    failing.forEach(follower -> follower.fail(reason));
    if (again) {
      start();
    } else {
      question.close();
    }
  }

  private List<Follower> end() {
    List<Follower> present;
    synchronized (this) {
      ended = true;
      present = List.copyOf(followers);
      followers.clear();
    }
    landing.ended(this);
    return present;
  }

  private static Deadline latest(List<Follower> present) {
    Deadline latest = present.getFirst().deadline();
    for (Follower follower : present) {
      if (later(follower.deadline(), latest)) {
        latest = follower.deadline();
      }
    }
    return latest;
  }

  private static boolean later(Deadline one, Deadline other) {
    return one.atNanos() - other.atNanos() > 0;
  }
}
