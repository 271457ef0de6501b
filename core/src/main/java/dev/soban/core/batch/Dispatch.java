package dev.soban.core.batch;

import dev.soban.core.batch.Batcher.Surroundings;
import dev.soban.core.schedule.line.Waiting;
import java.util.List;

/**
 * Takes turns on the compute threads, runs in each what the scheduler gives, and settles what came
 * of it.
 */
final class Dispatch {
  private final Workload workload;
  private final EngineRun engineRun;
  private final Share share;
  private final Refusals refusals;
  private final Surroundings surroundings;
  private final HangWatch hangWatch;
  private final Alarm due;
  private final ComputeSlots.Turn turn = this::work;

  Dispatch(
      Workload workload,
      EngineRun engineRun,
      Share share,
      Refusals refusals,
      Surroundings surroundings) {
    this.workload = workload;
    this.engineRun = engineRun;
    this.share = share;
    this.refusals = refusals;
    this.surroundings = surroundings;
    this.hangWatch = new HangWatch(workload, this, refusals, surroundings);
    this.due = new Alarm(surroundings.timer(), this::dueRang);
  }

  /**
   * With the workload's lock held; true when the caller must ask for a turn, once it let go of the
   * lock. Otherwise whoever runs sees to what waits, or the alarm does.
   */
  boolean claimTurn(long nowNanos) {
    long waitNanos = workload.claimTurn(nowNanos);
    if (waitNanos > 0) {
      due.ringIn(waitNanos, nowNanos);
    }
    return waitNanos == 0;
  }

  void askIf(boolean claimed) {
    if (claimed && !share.ask(turn)) {
      refuseWaiting();
    }
  }

  /** The compute threads have ended, so that nothing that waits will ever run. */
  private void refuseWaiting() {
    Settlements settlements = workload.settlements();
    synchronized (workload) {
      workload.turnEnded();
      workload.failWaiting(refusals.unloaded(), settlements);
      workload.drain();
    }
    settlements.post();
  }

  private void dueRang() {
    boolean start;
    synchronized (workload) {
      due.rang();
      start = claimTurn(surroundings.ticker().nanos());
    }
    askIf(start);
  }

  /** One turn on a compute thread; goes on while something is due and nobody else wants it. */
  private void work(ComputeWorker worker) {
    do {
      Run run;
      boolean another = false;
      List<Waiting<Ticket>> expired;
      synchronized (workload) {
        long now = surroundings.ticker().nanos();
        worker.beat(now);
        run = workload.begin(worker, now);
        expired = workload.scheduler.takeExpired();
        if (run == null) {
          workload.turnEnded();
          due.ringIn(workload.idleNanos(now), now);
        } else {
          hangWatch.watch(run, now);
          another = claimTurn(now);
        }
      }
      askIf(another);
      fail(expired);
      if (run == null || !run(run)) {
        return;
      }
    } while (!surroundings.slots().contended() || !share.ask(turn));
  }

  /** Those that the scheduler found past their deadlines when it looked for a batch. */
  private void fail(List<Waiting<Ticket>> expired) {
    if (expired.isEmpty()) {
      return;
    }
    Settlements settlements = workload.settlements();
    synchronized (workload) {
      for (Waiting<Ticket> each : expired) {
        Ticket ticket = each.payload();
        workload.fail(ticket, ticket.request.context().deadline().exceeded(), settlements);
      }
    }
    settlements.post();
  }

  /** False when the run had hung, so that its turn ended long ago. */
  private boolean run(Run run) {
    Run.Outcomes outcomes = engineRun.run(run);
    Settlements settlements = workload.settlements();
    boolean wanted;
    synchronized (workload) {
      long now = surroundings.ticker().nanos();
      run.worker().beat(now);
      wanted = workload.end(run, outcomes, now);
      for (PartOutcome outcome : outcomes.parts()) {
        if (wanted) {
          workload.settle(outcome, settlements);
        } else {
          outcome.release();
        }
      }
    }
    settlements.post();
    if (outcomes.fatal() != null) {
      surroundings.slots().broke(outcomes.fatal());
    }
    return wanted;
  }
}
