package dev.soban.core.cache;

import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.soban.core.predict.PredictionCache.Counts;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the cache does. Thread-safe. */
final class CacheCounters {
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder joined = new LongAdder();
  private final LongAdder hitNanos = new LongAdder();
  private final LongAdder missNanos = new LongAdder();
  private final LongAdder crowdedOut = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder reclaimed = new LongAdder();

  void hit(long elapsedNanos) {
    hits.increment();
    hitNanos.add(elapsedNanos);
  }

  void missed(long elapsedNanos) {
    misses.increment();
    missNanos.add(elapsedNanos);
  }

  void joined() {
    joined.increment();
  }

  /** Keeping what a miss made. */
  void kept(long elapsedNanos) {
    missNanos.add(elapsedNanos);
  }

  void removed(RemovalCause cause) {
    switch (cause) {
      case SIZE -> crowdedOut.increment();
      case EXPIRED -> expired.increment();
      case EXPLICIT, REPLACED, COLLECTED -> {}
    }
  }

  void reclaimed() {
    reclaimed.increment();
  }

  Counts counts(long entries, long bytes) {
    return new Counts(
        hits.sum(),
        misses.sum(),
        joined.sum(),
        hitNanos.sum(),
        missNanos.sum(),
        crowdedOut.sum(),
        expired.sum(),
        reclaimed.sum(),
        entries,
        bytes);
  }
}
