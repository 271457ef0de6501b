package dev.soban.simulate;

import dev.soban.simulate.Discipline.Share;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Requests arrive, free workers take what the discipline gives them, and batches take what they
 * cost; nothing happens between these events, so the clock jumps from one to the next. Ends when
 * every request has been answered or refused.
 */
final class Simulation {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int REQUESTS_PER_REPORT = 1000;

  private final Supplier<Job> arrivals;
  private final Discipline discipline;
  private final Cost cost;
  private final int maxBatchSize;
  private final Map<String, Tally> tallies = new HashMap<>();

  // By worker; NEVER for one that is free.
  private final long[] busyUntilNanos;
  private final Worker[] workers;

  private long nowNanos;
  private long alarmNanos = NEVER;
  private int arrived;
  private long settled;
  private long batches;
  private long rows;
  private long lastEndNanos;

  private record Worker(List<Share> batch, long rows, long begunNanos) {}

  /**
   * @param arrivals requests in the order of their arrival, without end
   */
  Simulation(Supplier<Job> arrivals, Discipline discipline, Cost cost, Setup setup) {
    this.arrivals = arrivals;
    this.discipline = discipline;
    this.cost = cost;
    this.maxBatchSize = setup.maxBatchSize();
    this.busyUntilNanos = new long[setup.workers()];
    this.workers = new Worker[setup.workers()];
    Arrays.fill(busyUntilNanos, NEVER);
  }

  /** Runs to the end. The sink is told now and then how many more requests have arrived. */
  Simulated run(int requests, LongConsumer progress) {
    Job next = arrivals.get();
    while (true) {
      long arrivalNanos = arrived < requests ? next.arrivedNanos : NEVER;
      nowNanos = Math.min(Math.min(arrivalNanos, alarmNanos), soonestEndNanos());
      if (nowNanos == NEVER) {
        return simulated();
      }
      endBatches();
      if (arrivalNanos == nowNanos) {
        arrive(next, arrived + 1 == requests);
        next = arrivals.get();
        if (arrived % REQUESTS_PER_REPORT == 0) {
          progress.accept(REQUESTS_PER_REPORT);
        }
      }
      beginBatches();
    }
  }

  private long soonestEndNanos() {
    long soonest = NEVER;
    for (long untilNanos : busyUntilNanos) {
      soonest = Math.min(soonest, untilNanos);
    }
    return soonest;
  }

  private void endBatches() {
    for (int worker = 0; worker < workers.length; worker++) {
      if (busyUntilNanos[worker] == nowNanos) {
        busyUntilNanos[worker] = NEVER;
        end(workers[worker]);
      }
    }
  }

  private void end(Worker worker) {
    lastEndNanos = nowNanos;
    discipline.ran(worker.rows(), nowNanos - worker.begunNanos());
    for (Share share : worker.batch()) {
      Job job = share.job();
      tally(job).ran(job.flow.tenant(), share.rows());
      if (job.ran(share.rows()) && !job.refused()) {
        settled++;
        tally(job).answered(job, nowNanos - job.arrivedNanos, maxBatchSize);
      }
    }
  }

  private void arrive(Job job, boolean last) {
    arrived++;
    tally(job).asked++;
    discipline.add(job, nowNanos, this::refuse);
    if (last) {
      tallies.values().forEach(Tally::lastArrived);
    }
  }

  private void refuse(Job job) {
    settled++;
    job.refuse();
    tally(job).refused++;
  }

  private void beginBatches() {
    boolean free = false;
    for (int worker = 0; worker < workers.length; worker++) {
      if (busyUntilNanos[worker] == NEVER) {
        List<Share> batch = discipline.take(worker, nowNanos);
        free |= batch.isEmpty();
        begin(worker, batch);
      }
    }
    // What is due now and was not taken waits for another worker, and so for another event.
    long dueInNanos = free ? discipline.dueInNanos(nowNanos) : NEVER;
    alarmNanos = dueInNanos == 0 || dueInNanos == NEVER ? NEVER : nowNanos + dueInNanos;
  }

  private void begin(int worker, List<Share> batch) {
    if (batch.isEmpty()) {
      return;
    }
    long batchRows = batch.stream().mapToLong(Share::rows).sum();
    long untilNanos = nowNanos + cost.nanos(batchRows);
    for (Share share : batch) {
      tally(share.job()).gap(share.job().begin(nowNanos, untilNanos));
    }
    busyUntilNanos[worker] = untilNanos;
    workers[worker] = new Worker(batch, batchRows, nowNanos);
    batches++;
    rows += batchRows;
  }

  private Tally tally(Job job) {
    return tallies.computeIfAbsent(job.flow.part(), part -> new Tally());
  }

  private Simulated simulated() {
    if (settled != arrived) {
      throw new IllegalStateException(
          "settled: " + settled + " (expected: " + arrived + ", as many as arrived)");
    }
    return new Simulated(tallies, lastEndNanos, (double) rows / batches);
  }
}
