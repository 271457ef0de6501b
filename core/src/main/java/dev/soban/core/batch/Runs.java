package dev.soban.core.batch;

import dev.soban.core.schedule.ServiceTimes;
import dev.soban.core.schedule.line.Slice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The runs of one model that are in the engine, the instances they occupy, and which of them hang.
 * Guarded by the workload's lock.
 */
final class Runs {
  /** A run hangs that takes so long, and so many times as long as it usually takes. */
  private static final long HUNG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int HUNG_FACTOR = 5;

  /** Of a model that never answered, whose runs may just take long. */
  private static final long LONGEST_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** With so many threads lost the engine is past help, and more would be lost in vain. */
  private static final int MAX_LOST = 64;

  private final ServiceTimes times;
  private final List<Run> runs = new ArrayList<>();
  private final BitSet busy = new BitSet();
  private long hung;
  private int lost;

  /** While nothing is learned; grows with each run that hangs, so that a slow model gets there. */
  private long firstPatienceNanos = HUNG_NANOS;

  Runs(ServiceTimes times) {
    this.times = times;
  }

  /** Those that hang aside. */
  int size() {
    return runs.size();
  }

  /** The first instance from the given one on that no run occupies. */
  int freeInstance(int from) {
    return busy.nextClearBit(from);
  }

  Run begin(List<Slice<Ticket>> slices, ComputeWorker worker, int instance, long nowNanos) {
    Run run = new Run(slices, worker, instance, nowNanos, patienceNanos(slices));
    for (Slice<Ticket> slice : slices) {
      Ticket.of(slice).runsUnder(run.control(), nowNanos);
    }
    busy.set(instance);
    runs.add(run);
    return run;
  }

  private long patienceNanos(List<Slice<Ticket>> slices) {
    return times.known()
        ? Math.max(HUNG_NANOS, HUNG_FACTOR * times.estimateNanos(Run.rows(slices)))
        : firstPatienceNanos;
  }

  /**
   * A run came back and reads its inputs no more.
   *
   * @return false when it had been taken for hung
   */
  boolean end(Run run) {
    for (Slice<Ticket> slice : run.slices()) {
      Ticket.of(slice).letGo();
    }
    if (!runs.contains(run)) {
      lost--;
      return false;
    }
    leave(run);
    return true;
  }

  private void leave(Run run) {
    runs.remove(run);
    busy.clear(run.instance());
    for (Slice<Ticket> slice : run.slices()) {
      Ticket.of(slice).ranUnder(run.control());
    }
  }

  /** Takes out those that hang; they work for no ticket any more, but still read its inputs. */
  List<Run> takeHung(long nowNanos) {
    List<Run> taken = runs.stream().filter(run -> run.patienceLeftNanos(nowNanos) <= 0).toList();
    taken.forEach(this::leave);
    hung += taken.size();
    lost += taken.size();
    if (!taken.isEmpty()) {
      firstPatienceNanos = Math.min(LONGEST_PATIENCE_NANOS, HUNG_FACTOR * firstPatienceNanos);
    }
    return taken;
  }

  /** How long until the next run may hang. */
  long patienceLeftNanos(long nowNanos) {
    return runs.stream()
        .mapToLong(run -> run.patienceLeftNanos(nowNanos))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** For how long the oldest has run. */
  long longestNanos(long nowNanos) {
    return runs.stream().mapToLong(run -> nowNanos - run.begunNanos()).max().orElse(0);
  }

  /** Runs that hung so far. */
  long hung() {
    return hung;
  }

  /** Of them, those that did not come back. */
  int lost() {
    return lost;
  }

  boolean pastHelp() {
    return lost >= MAX_LOST;
  }
}
