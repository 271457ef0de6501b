package dev.soban.core.batch;

import dev.soban.core.engine.Shed;
import dev.soban.core.engine.WorkloadReport;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.Outlook;
import dev.soban.core.schedule.Scheduler;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.tensor.TensorPool;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What of one model waits and what runs, and when another run is worth starting. Its own monitor is
 * the lock that whoever touches it or a ticket holds; no foreign code runs under it. It stays whole
 * because all of it changes under that one lock: apart, its pieces would need the lock of another.
 */
final class Workload {
  /** Work that waits for less than this costs more in waking a thread than it gains. */
  private static final long WORTH_WAKING_NANOS = 100_000;

  /**
   * A short run that lasts this long is stuck, and nobody should wait for it; less is what a busy
   * machine does to a thread now and then.
   */
  private static final long STUCK_NANOS = 5_000_000;

  final Scheduler<Ticket> scheduler;

  private final ModelVersion model;
  private final TensorPool memory;
  private final BatchPlan plan;
  private final int maxRows;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private final Runs runs;
  private final Map<Shed, Long> sheds = new EnumMap<>(Shed.class);
  private int turns;
  private long begunNanos;
  private boolean draining;

  Workload(ModelVersion model, BatchPlan plan, TensorPool memory) {
    this.model = model;
    this.memory = memory;
    this.plan = plan;
    this.scheduler = new Scheduler<>(plan.scheduling(), plan.instances(), plan.bounds());
    this.maxRows = plan.scheduling().maxBatchSize();
    this.runs = new Runs(scheduler.times());
  }

  ModelVersion model() {
    return model;
  }

  Settlements settlements() {
    return new Settlements(model, memory);
  }

  /**
   * Counts one more turn and returns 0 when one should be asked for; otherwise how long nobody need
   * look again, {@link Long#MAX_VALUE} when some run's end comes first.
   */
  long claimTurn(long nowNanos) {
    if (turns >= plan.instances()) {
      return Long.MAX_VALUE;
    }
    long dueInNanos = scheduler.dueInNanos(nowNanos);
    if (dueInNanos > 0) {
      return dueInNanos;
    }
    if (turns > 0 && !worthAnotherRun(nowNanos)) {
      return STUCK_NANOS;
    }
    turns++;
    begunNanos = nowNanos;
    return 0;
  }

  /** Whether what waits takes long, or waits for a run that is stuck; unlearned, a batch counts. */
  private boolean worthAnotherRun(long nowNanos) {
    long runsWaiting = Math.ceilDiv(scheduler.rows(), maxRows);
    long perRunNanos = scheduler.times().estimateNanos(Math.min(scheduler.rows(), maxRows));
    boolean takesLong =
        scheduler.times().known()
            ? runsWaiting * perRunNanos > WORTH_WAKING_NANOS
            : runsWaiting > 1;
    return takesLong || nowNanos - begunNanos >= STUCK_NANOS;
  }

  /** The next batch for a worker that has the turn; null when nothing is due. */
  @Nullable Run begin(ComputeWorker worker, long nowNanos) {
    for (int i = runs.freeInstance(0); i < plan.instances(); i = runs.freeInstance(i + 1)) {
      List<Slice<Ticket>> slices = suspectAlone(scheduler.take(i, nowNanos), nowNanos);
      if (!slices.isEmpty()) {
        begunNanos = nowNanos;
        return runs.begin(slices, worker, i, nowNanos);
      }
    }
    return null;
  }

  /** Rows that were in a run that hung run alone: one of them may be what the engine hangs on. */
  private List<Slice<Ticket>> suspectAlone(List<Slice<Ticket>> slices, long nowNanos) {
    if (runs.hung() == 0 || slices.size() < 2) {
      return slices;
    }
    for (Slice<Ticket> suspect : slices) {
      if (Ticket.of(suspect).hungBefore(suspect)) {
        for (Slice<Ticket> other : slices.reversed()) {
          if (!other.equals(suspect)) {
            scheduler.putBack(other, nowNanos);
          }
        }
        return List.of(suspect);
      }
    }
    return slices;
  }

  /** A turn is over, or will not come. */
  void turnEnded() {
    turns--;
    noteIfDrained();
  }

  /** How long until something is due, when nothing is now. */
  long idleNanos(long nowNanos) {
    long dueInNanos = scheduler.dueInNanos(nowNanos);
    // Due, but not for any free instance: the run that occupies the right one takes it.
    return dueInNanos == 0 ? Long.MAX_VALUE : dueInNanos;
  }

  /**
   * A run came back; its turn goes on.
   *
   * @return false when it had been taken for hung, so that its answer is not wanted any more
   */
  boolean end(Run run, Run.Outcomes outcomes, long nowNanos) {
    if (!runs.end(run)) {
      noteIfDrained();
      return false;
    }
    if (outcomes.allAnswered()) {
      scheduler.ran(run.rows(), nowNanos - run.begunNanos());
    }
    return true;
  }

  /** The runs that hang, which occupy neither turn nor instance any more. */
  List<Run> takeHung(long nowNanos) {
    List<Run> hung = runs.takeHung(nowNanos);
    turns -= hung.size();
    return hung;
  }

  /** How long until the next run may hang. */
  long patienceLeftNanos(long nowNanos) {
    return runs.patienceLeftNanos(nowNanos);
  }

  /** Runs that hang and did not come back. */
  int lost() {
    return runs.lost();
  }

  boolean pastHelp() {
    return runs.pastHelp();
  }

  void settle(PartOutcome outcome, Settlements settlements) {
    Ticket ticket = Ticket.of(outcome.slice());
    switch (outcome) {
      case PartOutcome.Answered answered -> {
        if (ticket.settled()) {
          answered.release();
        } else if (ticket.answered(answered)) {
          settlements.answer(ticket);
        }
      }
      case PartOutcome.Failed failed -> fail(ticket, failed.reason(), settlements);
    }
  }

  /** Ends a ticket, wherever its rows are, unless it ended before. */
  void fail(Ticket ticket, PredictionException reason, Settlements settlements) {
    if (!ticket.settled()) {
      scheduler.remove(ticket.waiting);
      settlements.fail(ticket, reason);
    }
  }

  void failWaiting(PredictionException reason, Settlements settlements) {
    for (Waiting<Ticket> waiting : scheduler.removeAll()) {
      settlements.fail(waiting.payload(), reason);
    }
  }

  void shed(Shed kind, int requests) {
    sheds.merge(kind, (long) requests, Long::sum);
  }

  boolean draining() {
    return draining;
  }

  /** Nothing more comes, so nobody waits for company. */
  void drain() {
    draining = true;
    scheduler.hurry();
    noteIfDrained();
  }

  CompletionStage<Void> drained() {
    return drained;
  }

  CompletionStage<Void> quiet() {
    return quiet;
  }

  void noteIfDrained() {
    if (draining && turns == 0 && scheduler.requests() == 0) {
      drained.completeAsync(() -> null);
      if (runs.lost() == 0) {
        quiet.completeAsync(() -> null);
      }
    }
  }

  WorkloadReport report(long nowNanos) {
    return new WorkloadReport(
        new WorkloadReport.Waiting(scheduler.requests(), scheduler.rows(), scheduler.bytes()),
        runs.size(),
        runs.longestNanos(nowNanos),
        new WorkloadReport.Hung(runs.hung(), runs.lost()),
        learned(nowNanos),
        Map.copyOf(sheds));
  }

  private WorkloadReport.Learned learned(long nowNanos) {
    Outlook outlook = scheduler.outlook(nowNanos);
    double gainNanos =
        outlook.waitNanos() == Long.MAX_VALUE
            ? Double.POSITIVE_INFINITY
            : outlook.waitNanos() - outlook.waitWithOneMoreNanos();
    return new WorkloadReport.Learned(
        scheduler.times().interceptNanos(),
        scheduler.times().perRowNanos(),
        outlook.utilization(),
        gainNanos);
  }
}
