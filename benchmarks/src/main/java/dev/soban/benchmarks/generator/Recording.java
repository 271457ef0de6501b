package dev.soban.benchmarks.generator;

import java.time.Duration;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * What became of every arrival of a schedule. Times are nanoseconds from the beginning of the run;
 * latencies count from when a request was due, whenever it was sent.
 */
public final class Recording {
  /** Statuses below those of HTTP: not ended, given up by the client, closed by the server. */
  static final short PENDING = 0;

  static final short TIMED_OUT = -1;
  static final short LOST = -2;

  private final Schedule schedule;
  private final long[] sentNanos;
  private final long[] endedNanos;
  private final short[] status;
  private double cpuSeconds;

  Recording(Schedule schedule) {
    this.schedule = schedule;
    this.sentNanos = new long[schedule.size()];
    this.endedNanos = new long[schedule.size()];
    this.status = new short[schedule.size()];
  }

  void sent(int arrival, long nowNanos) {
    sentNanos[arrival] = nowNanos;
  }

  void ended(int arrival, int endedAs, long nowNanos) {
    status[arrival] = (short) endedAs;
    endedNanos[arrival] = nowNanos;
  }

  boolean pending(int arrival) {
    return status[arrival] == PENDING;
  }

  void cpuSeconds(double seconds) {
    cpuSeconds = seconds;
  }

  /** Processor time of the generator, as a part of one core. */
  public double cpuShare() {
    return cpuSeconds / (schedule.lasts().toNanos() / 1e9);
  }

  /** Everything that was due in a part of the run. */
  public Tally between(Duration from, Duration to) {
    return tally(from, to, _ -> true);
  }

  /** What was due in a part of the run, of one group. */
  public Tally between(Duration from, Duration to, String group) {
    return tally(from, to, kind -> kind.group().equals(group));
  }

  private Tally tally(Duration from, Duration to, Predicate<Kind> wanted) {
    Tally tally = new Tally();
    for (int i = 0; i < schedule.size(); i++) {
      long due = schedule.dueNanos(i);
      if (due >= from.toNanos() && due < to.toNanos() && wanted.test(schedule.kind(i))) {
        tally.note(status[i], endedNanos[i] - due);
      }
    }
    return tally;
  }

  /** Requests answered with 200 per second, by when the answer came. */
  public double answeredPerSecond(Duration from, Duration to) {
    long answered = 0;
    for (int i = 0; i < schedule.size(); i++) {
      boolean within = endedNanos[i] >= from.toNanos() && endedNanos[i] < to.toNanos();
      if (status[i] == Tally.OK && within) {
        answered++;
      }
    }
    return answered / (to.minus(from).toNanos() / 1e9);
  }

  /** How late the generator sent; when this is long, it measured itself. */
  public Histogram slip() {
    Histogram slip = Tally.histogram();
    for (int i = 0; i < schedule.size(); i++) {
      if (sentNanos[i] != 0) {
        slip.recordValue(Math.max(0, sentNanos[i] - schedule.dueNanos(i)));
      }
    }
    return slip;
  }
}
