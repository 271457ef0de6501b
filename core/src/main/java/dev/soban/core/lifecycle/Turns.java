package dev.soban.core.lifecycle;

import dev.soban.core.predict.PredictionException.Unavailable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One change at a time per model, in the order they came; none after the end. Thread-safe. */
final class Turns {
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** Waits for the model's turn; blocking. */
  <T> T take(String model, Supplier<T> change) {
    ReentrantLock lock = locks.computeIfAbsent(model, any -> new ReentrantLock(true));
    lock.lock();
    try {
      if (ended) {
        throw new Unavailable("the server is shutting down; nothing is changed any more");
      }
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }
}
