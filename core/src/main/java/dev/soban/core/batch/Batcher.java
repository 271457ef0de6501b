package dev.soban.core.batch;

import dev.soban.core.engine.Engine;
import dev.soban.core.engine.Shed;
import dev.soban.core.engine.WorkloadReport;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.schedule.Decision;
import dev.soban.core.schedule.Refusal;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Turns an engine into a predictor: requests wait in a queue, and whenever a compute slot is free
 * the rows that are due run together.
 *
 * <p>The scheduler decides which, {@link Dispatch} runs them. Here requests come in, and are given
 * up. Every ticket is settled exactly once: answered, failed, or abandoned by its cancellation; a
 * run that nobody waits for any more is stopped.
 */
public final class Batcher implements Predictor {
  private final RequestTerms terms;
  private final Refusals refusals;
  private final Surroundings surroundings;
  private final Workload workload;
  private final Dispatch dispatch;

  /** What a batcher needs beside its model. */
  public record Surroundings(
      ComputeSlots slots, TensorPool memory, Ticker ticker, Timer timer, BatchListener listener) {}

  public Batcher(
      ModelVersion model,
      Engine engine,
      Signature signature,
      BatchPlan plan,
      Surroundings surroundings) {
    this.terms = new RequestTerms(signature, plan.merges());
    this.refusals = new Refusals(model);
    this.surroundings = surroundings;
    this.workload = new Workload(model, plan, surroundings.memory());
    this.dispatch =
        new Dispatch(
            workload,
            new EngineRun(
                model,
                engine,
                surroundings.memory(),
                surroundings.ticker(),
                surroundings.listener()),
            surroundings.slots().share(plan.weight()),
            refusals,
            surroundings);
  }

  @Override
  public CompletionStage<InferenceResponse> predict(InferenceRequest request) {
    long now = surroundings.ticker().nanos();
    Ticket ticket = new Ticket(request, terms.of(request), now);
    Settlements displaced = null;
    PredictionException refusal;
    boolean start = false;
    synchronized (workload) {
      refusal = refusal();
      if (refusal == null) {
        Decision<Ticket> decision = workload.scheduler.add(ticket.waiting, now);
        displaced = displaced(decision);
        refusal = decision.refusal() == null ? null : refused(decision.refusal());
        start = dispatch.claimTurn(now);
      }
    }
    if (displaced != null) {
      displaced.post();
    }
    dispatch.askIf(start);
    if (refusal != null) {
      ticket.settle(refusal);
      return CompletableFuture.failedFuture(refusal);
    }
    request.context().cancellation().onCancel(() -> abandon(ticket));
    return ticket.answer;
  }

  private @Nullable PredictionException refusal() {
    if (workload.draining()) {
      return refusals.unloaded();
    }
    return workload.pastHelp() ? refusals.lost(workload.lost()) : null;
  }

  private PredictionException refused(Refusal refusal) {
    workload.shed(Refusals.kind(refusal), 1);
    return refusals.of(refusal);
  }

  /** Settles those that lost their places to the new one; null when nobody did. */
  private @Nullable Settlements displaced(Decision<Ticket> decision) {
    if (decision.evicted().isEmpty() && decision.superseded().isEmpty()) {
      return null;
    }
    workload.shed(Shed.EVICTED, decision.evicted().size());
    workload.shed(Shed.SUPERSEDED, decision.superseded().size());
    Settlements settlements = workload.settlements();
    for (Waiting<Ticket> evicted : decision.evicted()) {
      settlements.fail(evicted.payload(), refusals.evicted());
    }
    for (Waiting<Ticket> superseded : decision.superseded()) {
      settlements.fail(superseded.payload(), refusals.superseded());
    }
    return settlements;
  }

  private void abandon(Ticket ticket) {
    PredictionException reason = ticket.request.context().cancellation().reason();
    if (reason == null) {
      return;
    }
    Settlements settlements = workload.settlements();
    synchronized (workload) {
      workload.fail(ticket, reason, settlements);
      workload.noteIfDrained();
    }
    settlements.post();
  }

  /** Takes no more requests; the stage completes when the last one has been settled. */
  public CompletionStage<Void> drain() {
    boolean start;
    synchronized (workload) {
      workload.drain();
      start = dispatch.claimTurn(surroundings.ticker().nanos());
    }
    dispatch.askIf(start);
    return workload.drained();
  }

  /** Completes after draining, once no run is in the engine, not even one that hung. */
  public CompletionStage<Void> quiet() {
    return workload.quiet();
  }

  /** Requests that wait for their first or further rows to run. */
  public int waitingRequests() {
    synchronized (workload) {
      return workload.scheduler.requests();
    }
  }

  /** What waits, what runs, what was learned and what was turned away so far. */
  public WorkloadReport report() {
    synchronized (workload) {
      return workload.report(surroundings.ticker().nanos());
    }
  }
}
