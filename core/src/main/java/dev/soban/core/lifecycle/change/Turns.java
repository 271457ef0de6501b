package dev.soban.core.lifecycle.change;

import dev.soban.core.predict.PredictionException.Unavailable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One change at a time per model, in the order they came; none after the end. Thread-safe. */
final class Turns {
  private final Map<String, Line> lines = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** Those who change one model, and how many they are; the count is changed within the map. */
  private static final class Line {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int members;

    Line joined() {
      members++;
      return this;
    }

    @Nullable Line left() {
      members--;
      return members == 0 ? null : this;
    }
  }

  /** Waits for the model's turn; blocking. */
  <T> T take(String model, Supplier<T> change) {
    Line line = lines.compute(model, (any, there) -> (there == null ? new Line() : there).joined());
    line.lock.lock();
    try {
      if (ended) {
        throw new Unavailable("the server is shutting down; nothing is changed any more");
      }
      return change.get();
    } finally {
      line.lock.unlock();
      lines.computeIfPresent(model, (any, there) -> there.left());
    }
  }

  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }
}
