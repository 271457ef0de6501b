package dev.soban.core.batch;

import dev.soban.core.engine.Engine;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Turns an engine into a predictor: requests wait in a queue, and whenever a compute slot is free
 * the rows that are due run together.
 *
 * <p>The queue decides; this class holds the lock, asks for turns and settles tickets. Every ticket
 * is settled exactly once: answered, failed, or abandoned by its cancellation. A run that nobody
 * waits for any more is stopped.
 */
public final class Batcher implements Predictor {
  /** Work that waits for less than this costs more in waking a thread than it gains. */
  private static final long WORTH_WAKING_NANOS = 100_000;

  /**
   * A short run that lasts this long hangs, and nobody should wait for it; less is what a busy
   * machine does to a thread now and then.
   */
  private static final long HANGING_NANOS = 5_000_000;

  private static final Duration MIN_RETRY = Duration.ofSeconds(1);

  private final ModelVersion model;
  private final BatchPlan plan;
  private final Grouping grouping;
  private final Surroundings surroundings;
  private final EngineRun engineRun;
  private final Share share;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  // Guarded by lock:
  private final Object lock = new Object();
  private final BatchQueue queue;
  private final RunTimes runTimes = new RunTimes();
  private int running;
  private long begunNanos;
  private boolean alarmSet;
  private boolean draining;

  /** What a batcher needs beside its model. */
  public record Surroundings(
      ComputeSlots slots, TensorPool memory, Ticker ticker, Timer timer, BatchListener listener) {}

  public Batcher(
      ModelVersion model,
      Engine engine,
      Signature signature,
      BatchPlan plan,
      Surroundings surroundings) {
    this.model = model;
    this.plan = plan;
    this.grouping = new Grouping(signature);
    this.surroundings = surroundings;
    this.queue = new BatchQueue(plan);
    this.share = surroundings.slots().share(1);
    this.engineRun =
        new EngineRun(
            model, engine, surroundings.memory(), surroundings.ticker(), surroundings.listener());
  }

  @Override
  public CompletionStage<InferenceResponse> predict(InferenceRequest request) {
    long now = surroundings.ticker().nanos();
    Ticket ticket = new Ticket(request, group(request), rows(request), now);
    boolean start;
    synchronized (lock) {
      if (draining || queue.requests() >= plan.maxRequests()) {
        ticket.settle();
        return CompletableFuture.failedFuture(refusal());
      }
      queue.add(ticket);
      start = claimTurn(now);
    }
    request.context().cancellation().onCancel(() -> abandon(ticket));
    askIf(start);
    return ticket.answer;
  }

  /** Takes no more requests; the stage completes when the last one has been settled. */
  public CompletionStage<Void> drain() {
    boolean start;
    synchronized (lock) {
      draining = true;
      queue.hurry();
      start = claimTurn(surroundings.ticker().nanos());
      noteIfDrained();
    }
    askIf(start);
    return drained;
  }

  /** Requests that wait for their first or further rows to run. */
  public int waitingRequests() {
    synchronized (lock) {
      return queue.requests();
    }
  }

  private Object group(InferenceRequest request) {
    return plan.merges() ? grouping.of(request) : this;
  }

  private long rows(InferenceRequest request) {
    if (plan.merges()) {
      for (Tensor input : request.inputs().values()) {
        if (input.shape().rank() > 0) {
          return input.shape().dim(0);
        }
      }
    }
    return 1;
  }

  private PredictionException refusal() {
    if (draining) {
      return unloaded();
    }
    long rowsPerRun = plan.merges() ? plan.maxRows() : 1;
    long waitNanos = runTimes.averageNanos() * queue.rows() / (rowsPerRun * plan.instances());
    Duration wait = Duration.ofNanos(waitNanos);
    return new PredictionException.Overloaded(
        "model "
            + model
            + ": "
            + queue.requests()
            + " requests wait already (expected: fewer than "
            + plan.maxRequests()
            + "); try again later",
        wait.compareTo(MIN_RETRY) < 0 ? MIN_RETRY : wait);
  }

  private PredictionException unloaded() {
    return new PredictionException.Unavailable(
        "model " + model + " is being unloaded; try again, or ask another version");
  }

  /**
   * Called with the lock held; true when the caller must ask for a turn. Otherwise whoever runs
   * sees to what waits, or the alarm does.
   */
  private boolean claimTurn(long nowNanos) {
    if (running >= plan.instances()) {
      return false;
    }
    long dueInNanos = queue.dueInNanos(nowNanos);
    if (dueInNanos > 0) {
      setAlarm(dueInNanos);
      return false;
    }
    if (running > 0 && !worthAnotherRun(nowNanos)) {
      setAlarm(HANGING_NANOS);
      return false;
    }
    running++;
    begunNanos = nowNanos;
    return true;
  }

  /** Whether what waits takes long, or waits for a run that hangs; unlearned, a batch counts. */
  private boolean worthAnotherRun(long nowNanos) {
    long runsWaiting = Math.ceilDiv(queue.rows(), plan.merges() ? plan.maxRows() : 1);
    long averageNanos = runTimes.averageNanos();
    boolean takesLong =
        averageNanos == 0 ? runsWaiting > 1 : runsWaiting * averageNanos > WORTH_WAKING_NANOS;
    return takesLong || nowNanos - begunNanos >= HANGING_NANOS;
  }

  private void setAlarm(long delayNanos) {
    if (!alarmSet && delayNanos != Long.MAX_VALUE) {
      alarmSet = true;
      surroundings.timer().schedule(delayNanos, this::alarm);
    }
  }

  private void askIf(boolean claimed) {
    if (claimed && !share.ask(this::work)) {
      refuseWaiting();
    }
  }

  /** The compute threads have ended, so that nothing that waits will ever run. */
  private void refuseWaiting() {
    Settlements settlements = new Settlements();
    synchronized (lock) {
      running--;
      draining = true;
      for (Ticket ticket : queue.removeAll()) {
        if (ticket.settle()) {
          settlements.giveUp(forget(ticket));
          settlements.fail(ticket, unloaded());
        }
      }
      noteIfDrained();
    }
    settlements.post();
  }

  private void alarm() {
    boolean start;
    synchronized (lock) {
      alarmSet = false;
      start = claimTurn(surroundings.ticker().nanos());
    }
    askIf(start);
  }

  /** One turn on a compute thread; goes on while something is due and nobody else wants it. */
  private void work(ComputeWorker worker) {
    do {
      List<Part> parts;
      RunControl control;
      boolean another;
      synchronized (lock) {
        long now = surroundings.ticker().nanos();
        parts = queue.take(now);
        if (parts.isEmpty()) {
          running--;
          setAlarm(queue.dueInNanos(now));
          noteIfDrained();
          return;
        }
        begunNanos = now;
        another = claimTurn(now);
        control = new RunControl(parts.size());
        for (Part part : parts) {
          part.ticket().runsUnder(control);
        }
      }
      askIf(another);
      run(parts, control);
    } while (!surroundings.slots().contended() || !share.ask(this::work));
  }

  private void run(List<Part> parts, RunControl control) {
    long begunNanos = surroundings.ticker().nanos();
    List<PartOutcome> outcomes = engineRun.run(parts, control);
    Settlements settlements = new Settlements();
    synchronized (lock) {
      runTimes.learn(surroundings.ticker().nanos() - begunNanos);
      for (PartOutcome outcome : outcomes) {
        outcome.part().ticket().ranUnder(control);
        settle(outcome, settlements);
      }
    }
    settlements.post();
  }

  private void settle(PartOutcome outcome, Settlements settlements) {
    Ticket ticket = outcome.part().ticket();
    switch (outcome) {
      case PartOutcome.Answered answered -> {
        if (ticket.settled()) {
          answered.release();
        } else if (ticket.answered(answered.part().answeredBy(answered.outputs()))) {
          ticket.settle();
          settleWhole(ticket, settlements);
        }
      }
      case PartOutcome.Failed failed -> {
        if (ticket.settle()) {
          settlements.giveUp(forget(ticket));
          settlements.fail(ticket, failed.reason());
        }
      }
    }
  }

  private void settleWhole(Ticket ticket, Settlements settlements) {
    List<Part> parts = ticket.takeAnswers();
    if (parts.size() == 1) {
      settlements.answer(ticket, response(parts.getFirst().tensors()));
      return;
    }
    try {
      settlements.answer(ticket, response(joined(parts)));
    } catch (RuntimeException e) {
      settlements.fail(ticket, Failures.of(e));
    } finally {
      parts.forEach(Part::release);
    }
  }

  private Map<String, Tensor> joined(List<Part> parts) {
    List<Map<String, Tensor>> inOrder =
        parts.stream().sorted(Comparator.comparingLong(Part::from)).map(Part::tensors).toList();
    return Rows.joined(inOrder, surroundings.memory());
  }

  private InferenceResponse response(Map<String, Tensor> outputs) {
    return new InferenceResponse(model, outputs, Parameters.NONE);
  }

  private void abandon(Ticket ticket) {
    PredictionException reason = ticket.request.context().cancellation().reason();
    Settlements settlements = new Settlements();
    synchronized (lock) {
      if (reason == null || !ticket.settle()) {
        return;
      }
      settlements.giveUp(forget(ticket));
      settlements.fail(ticket, reason);
      noteIfDrained();
    }
    settlements.post();
  }

  /** Called with the lock held for a ticket that just settled: the runs that still work for it. */
  private List<RunControl> forget(Ticket ticket) {
    queue.remove(ticket);
    ticket.takeAnswers().forEach(Part::release);
    return ticket.running();
  }

  private void noteIfDrained() {
    if (draining && running == 0 && queue.requests() == 0) {
      drained.completeAsync(() -> null);
    }
  }
}
