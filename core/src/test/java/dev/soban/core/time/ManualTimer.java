package dev.soban.core.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Runs due tasks on the thread that moves the time, each at its own instant, in order. */
public final class ManualTimer implements Timer {
  private final ManualTicker ticker;
  private final List<Entry> waiting = new ArrayList<>();

  public ManualTimer() {
    this(new ManualTicker());
  }

  public ManualTimer(ManualTicker ticker) {
    this.ticker = ticker;
  }

  public ManualTicker ticker() {
    return ticker;
  }

  @Override
  public synchronized Scheduled schedule(long delayNanos, Runnable task) {
    Entry entry = new Entry(ticker.nanos() + Math.max(0, delayNanos), task);
    waiting.add(entry);
    return () -> remove(entry);
  }

  /** Moves the time and runs what becomes due on the way. */
  public void advance(Duration elapsed) {
    advanceNanos(elapsed.toNanos());
  }

  public void advanceNanos(long elapsedNanos) {
    long untilNanos = ticker.nanos() + elapsedNanos;
    for (Optional<Entry> due = take(untilNanos); due.isPresent(); due = take(untilNanos)) {
      ticker.advanceNanos(Math.max(0, due.get().atNanos - ticker.nanos()));
      due.get().task.run();
    }
    ticker.advanceNanos(untilNanos - ticker.nanos());
  }

  /** Tasks that neither ran nor were cancelled. */
  public synchronized int waiting() {
    return waiting.size();
  }

  private synchronized Optional<Entry> take(long untilNanos) {
    long nowNanos = ticker.nanos();
    Optional<Entry> due =
        waiting.stream()
            .filter(entry -> entry.atNanos - untilNanos <= 0)
            .min(Comparator.comparingLong(entry -> entry.atNanos - nowNanos));
    due.ifPresent(waiting::remove);
    return due;
  }

  private synchronized void remove(Entry entry) {
    waiting.remove(entry);
  }

  /** No record: two equal tasks are still two. */
  private static final class Entry {
    private final long atNanos;
    private final Runnable task;

    Entry(long atNanos, Runnable task) {
      this.atNanos = atNanos;
      this.task = task;
    }
  }
}
