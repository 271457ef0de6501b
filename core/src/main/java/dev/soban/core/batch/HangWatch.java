package dev.soban.core.batch;

import dev.soban.core.batch.Batcher.Surroundings;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.line.Slice;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Gives up runs that hang: stops them, writes their threads off, and lets their rows run once more,
 * before all others. What such a run still answers is thrown away; its tensors are let go of only
 * when it came back.
 */
final class HangWatch {
  private static final System.Logger LOG = System.getLogger(HangWatch.class.getName());

  private final Workload workload;
  private final Dispatch dispatch;
  private final Refusals refusals;
  private final Surroundings surroundings;
  private final Alarm alarm;

  HangWatch(Workload workload, Dispatch dispatch, Refusals refusals, Surroundings surroundings) {
    this.workload = workload;
    this.dispatch = dispatch;
    this.refusals = refusals;
    this.surroundings = surroundings;
    this.alarm = new Alarm(surroundings.timer(), this::rang);
  }

  /** With the workload's lock held. */
  void watch(Run run, long nowNanos) {
    alarm.ringIn(run.patienceLeftNanos(nowNanos), nowNanos);
  }

  private void rang() {
    Settlements settlements = workload.settlements();
    List<Run> hung;
    boolean start;
    long now = surroundings.ticker().nanos();
    synchronized (workload) {
      alarm.rang();
      hung = workload.takeHung(now);
      for (Run run : hung) {
        surroundings.slots().writeOff(run.worker());
        runAgain(run, now, settlements);
      }
      if (workload.pastHelp()) {
        workload.failWaiting(refusals.lost(workload.lost()), settlements);
      }
      alarm.ringIn(workload.patienceLeftNanos(now), now);
      start = dispatch.claimTurn(now);
      workload.noteIfDrained();
    }
    hung.forEach(run -> stop(run, now));
    settlements.post();
    dispatch.askIf(start);
  }

  /** From the last to the first, since each goes to the front. */
  private void runAgain(Run run, long nowNanos, Settlements settlements) {
    PredictionException twice = refusals.hung(run.patienceNanos());
    for (Slice<Ticket> slice : run.slices().reversed()) {
      Ticket ticket = Ticket.of(slice);
      if (ticket.settled()) {
        continue;
      }
      if (ticket.mayRunAgain(slice)) {
        workload.scheduler.putBack(slice, nowNanos);
      } else {
        workload.fail(ticket, twice, settlements);
      }
    }
  }

  private void stop(Run run, long nowNanos) {
    long elapsedNanos = nowNanos - run.begunNanos();
    LOG.log(
        Level.ERROR,
        "a run of the engine hangs, its thread is replaced model="
            + workload.model().name()
            + " version="
            + workload.model().version()
            + " rows="
            + run.rows()
            + " after_ms="
            + elapsedNanos / 1_000_000);
    run.control().stop();
    surroundings.listener().hung(run.rows(), elapsedNanos);
  }
}
