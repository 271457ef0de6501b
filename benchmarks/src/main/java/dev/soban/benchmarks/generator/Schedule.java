package dev.soban.benchmarks.generator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Which request is due when, fixed before the run, so that a slow server changes nothing about it.
 * The number of requests of each kind is exact; which comes when is drawn, the same for a seed.
 */
public final class Schedule {
  private final List<Kind> kinds;
  private final long[] dueNanos;
  private final int[] kindOf;
  private final Duration lasts;

  private Schedule(List<Kind> kinds, long[] dueNanos, int[] kindOf, Duration lasts) {
    this.kinds = kinds;
    this.dueNanos = dueNanos;
    this.kindOf = kindOf;
    this.lasts = lasts;
  }

  /** Arrivals as of many users who know nothing of one another: Poisson, given their number. */
  public static Schedule poisson(List<Kind> kinds, double perSecond, Duration lasts, long seed) {
    Random random = new Random(seed);
    int count = count(perSecond, lasts);
    long[] due = random.longs(count, 0, lasts.toNanos()).sorted().toArray();
    return new Schedule(kinds, due, shuffled(kinds, count, random), lasts);
  }

  /** Arrivals at equal distances. */
  public static Schedule constant(List<Kind> kinds, double perSecond, Duration lasts, long seed) {
    int count = count(perSecond, lasts);
    long[] due = new long[count];
    LongUnaryOperator at = i -> (long) (i / perSecond * 1e9);
    Arrays.setAll(due, i -> at.applyAsLong(i));
    return new Schedule(kinds, due, shuffled(kinds, count, new Random(seed)), lasts);
  }

  private static int count(double perSecond, Duration lasts) {
    return (int) Math.round(perSecond * lasts.toNanos() / 1e9);
  }

  private static int[] shuffled(List<Kind> kinds, int count, RandomGenerator random) {
    double total = kinds.stream().mapToDouble(Kind::share).sum();
    int[] kindOf = new int[count];
    double share = 0;
    int from = 0;
    for (int kind = 0; kind < kinds.size(); kind++) {
      share += kinds.get(kind).share();
      int to = (int) Math.round(count * share / total);
      Arrays.fill(kindOf, from, to, kind);
      from = to;
    }
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kind = kindOf[i];
      kindOf[i] = kindOf[other];
      kindOf[other] = kind;
    }
    return kindOf;
  }

  /** This one and then another of the same kinds. */
  public Schedule then(Schedule next) {
    if (!next.kinds.equals(kinds)) {
      throw new IllegalArgumentException("kinds: others (expected: the same)");
    }
    long[] due = Arrays.copyOf(dueNanos, size() + next.size());
    int[] kind = Arrays.copyOf(kindOf, due.length);
    for (int i = 0; i < next.size(); i++) {
      due[size() + i] = lasts.toNanos() + next.dueNanos[i];
      kind[size() + i] = next.kindOf[i];
    }
    return new Schedule(kinds, due, kind, lasts.plus(next.lasts));
  }

  public int size() {
    return dueNanos.length;
  }

  /** From the beginning of the run. */
  public long dueNanos(int arrival) {
    return dueNanos[arrival];
  }

  public Kind kind(int arrival) {
    return kinds.get(kindOf[arrival]);
  }

  public Duration lasts() {
    return lasts;
  }
}
