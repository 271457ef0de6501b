package dev.soban.core.batch;

import dev.soban.core.batch.PartOutcome.Answered;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Terms;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request's place in the queue. Everything that changes is guarded by the batcher's lock until
 * the ticket is settled, and belongs to whoever settled it from then on.
 */
final class Ticket {
  final InferenceRequest request;
  final Waiting<Ticket> waiting;
  final CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();

  private final Map<String, Tensor> inputs;
  private final long queuedAtNanos;

  // Most requests are answered by one run: no list of their own before there is a second.
  private List<Answered> answered = List.of();
  private List<RunControl> running = List.of();

  /** The ticket itself until it is settled, and each run that reads its inputs. */
  private int readers = 1;

  private boolean begun;
  private long rowsAnswered;
  private @Nullable BitSet hung;
  private boolean settled;
  private @Nullable PredictionException failure;

  Ticket(InferenceRequest request, Terms terms, long queuedAtNanos) {
    this.request = request;
    this.waiting = new Waiting<>(this, terms);
    this.queuedAtNanos = queuedAtNanos;
    this.inputs = Rows.shared(request.inputs());
  }

  static Ticket of(Slice<Ticket> slice) {
    return slice.waiting().payload();
  }

  /** Whether the slice is all of its request. */
  static boolean whole(Slice<Ticket> slice) {
    return slice.count() == slice.waiting().rows();
  }

  /** Valid while a run reads them. */
  Map<String, Tensor> inputs() {
    return inputs;
  }

  /** A run with rows of this request begins. */
  void runsUnder(RunControl control, long nowNanos) {
    if (!begun) {
      begun = true;
      request.context().timings().add(Phase.QUEUE, nowNanos - queuedAtNanos);
    }
    readers++;
    running = plus(running, control);
  }

  /** A run works for this request no more; it may still read the inputs. */
  void ranUnder(RunControl control) {
    if (running.size() > 1) {
      running.remove(control);
    } else {
      running = List.of();
    }
  }

  /** A run reads the inputs no more, or the ticket itself does not. */
  void letGo() {
    readers--;
    if (readers == 0) {
      Rows.close(inputs);
    }
  }

  /** The runs that work for this ticket now. */
  List<RunControl> running() {
    return running;
  }

  /** Whether some of these rows were in a run that hung. */
  boolean hungBefore(Slice<Ticket> slice) {
    if (hung == null) {
      return false;
    }
    int next = hung.nextSetBit(Math.toIntExact(slice.from()));
    return next >= 0 && next < slice.from() + slice.count();
  }

  /**
   * Notes that a run with these rows hung.
   *
   * @return false when some of them were in a run before that hung too
   */
  boolean mayRunAgain(Slice<Ticket> slice) {
    boolean before = hungBefore(slice);
    if (hung == null) {
      hung = new BitSet();
    }
    hung.set(Math.toIntExact(slice.from()), Math.toIntExact(slice.from() + slice.count()));
    return !before;
  }

  /** Notes the answer to some rows; true when it was the last. */
  boolean answered(Answered answer) {
    answered = plus(answered, answer);
    rowsAnswered += answer.slice().count();
    return rowsAnswered == waiting.rows();
  }

  private static <E> List<E> plus(List<E> few, E another) {
    if (few.isEmpty()) {
      return List.of(another);
    }
    List<E> more = few.size() == 1 ? new ArrayList<>(few) : few;
    more.add(another);
    return more;
  }

  boolean settled() {
    return settled;
  }

  /**
   * Ends the ticket.
   *
   * @param reason null when every row has its answer
   * @return false when it had ended before
   */
  boolean settle(@Nullable PredictionException reason) {
    if (settled) {
      return false;
    }
    settled = true;
    failure = reason;
    letGo();
    return true;
  }

  /** Completes the stage, at home; called once, after {@link #joinAnswers}. */
  void complete(ModelVersion model) {
    if (failure != null) {
      answer.completeExceptionally(failure);
      return;
    }
    InferenceResponse response =
        new InferenceResponse(model, answered.getFirst().outputs(), Parameters.NONE);
    if (!answer.complete(response)) {
      response.close();
    }
  }

  /** Makes one answer of those that came row by row; lets go of them when the request failed. */
  void joinAnswers(TensorPool memory) {
    if (failure == null && answered.size() == 1) {
      return;
    }
    List<Answered> parts = answered;
    try {
      if (failure == null) {
        answered = List.of(new Answered(parts.getFirst().slice(), joined(parts, memory)));
      }
    } catch (RuntimeException e) {
      failure = Failures.of(e);
    } finally {
      parts.forEach(Answered::release);
    }
  }

  private static Map<String, Tensor> joined(List<Answered> parts, TensorPool memory) {
    List<Map<String, Tensor>> inOrder =
        parts.stream()
            .sorted(Comparator.comparingLong(each -> each.slice().from()))
            .map(Answered::outputs)
            .toList();
    return Rows.joined(inOrder, memory);
  }
}
