package dev.soban.core.batch;

import dev.soban.core.engine.RunControl;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Phase;
import dev.soban.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A request's place in the queue. Everything that changes is guarded by the batcher's lock. */
final class Ticket {
  final InferenceRequest request;
  final Object group;
  final long rows;
  final long queuedAtNanos;
  final CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();

  private final Map<String, Tensor> inputs;
  private final List<Part> answered = new ArrayList<>(1);
  private final List<RunControl> running = new ArrayList<>(1);
  private long waitingSinceNanos;
  private long rowsTaken;
  private long rowsAnswered;
  private boolean settled;

  Ticket(InferenceRequest request, Object group, long rows, long queuedAtNanos) {
    this.request = request;
    this.group = group;
    this.rows = rows;
    this.queuedAtNanos = queuedAtNanos;
    this.waitingSinceNanos = queuedAtNanos;
    this.inputs = LinkedHashMap.newLinkedHashMap(request.inputs().size());
    request.inputs().forEach((name, tensor) -> inputs.put(name, tensor.share()));
  }

  long rowsWaiting() {
    return rows - rowsTaken;
  }

  boolean settled() {
    return settled;
  }

  /** When its wait for the next turn began. */
  long waitingSinceNanos() {
    return waitingSinceNanos;
  }

  void hadItsTurn(long nowNanos) {
    waitingSinceNanos = nowNanos;
  }

  /** Takes rows off the queue; the part holds its own share of the inputs. */
  Part take(long count, long nowNanos) {
    if (rowsTaken == 0) {
      request.context().timings().add(Phase.QUEUE, nowNanos - queuedAtNanos);
    }
    Part part = new Part(this, rowsTaken, count, Rows.shared(inputs));
    rowsTaken += count;
    return part;
  }

  void runsUnder(RunControl control) {
    running.add(control);
  }

  void ranUnder(RunControl control) {
    running.remove(control);
  }

  /** Notes the rows of one part as answered; true when it was the last. */
  boolean answered(Part part) {
    answered.add(part);
    rowsAnswered += part.count();
    return rowsAnswered == rows;
  }

  /** The answers that came so far; whoever takes them owns them. */
  List<Part> takeAnswers() {
    List<Part> taken = List.copyOf(answered);
    answered.clear();
    return taken;
  }

  /**
   * Ends the ticket and lets go of its inputs.
   *
   * @return false when it had ended before
   */
  boolean settle() {
    if (settled) {
      return false;
    }
    settled = true;
    inputs.values().forEach(Tensor::close);
    return true;
  }

  /** The runs that work for this ticket now. */
  List<RunControl> running() {
    return List.copyOf(running);
  }
}
