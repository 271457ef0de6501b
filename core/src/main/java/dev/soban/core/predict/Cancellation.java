package dev.soban.core.predict;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells everybody who works on a request that nobody waits for it any more. Fires at most once;
 * thread-safe. Listeners run on the thread that fires, so they must be short and not throw.
 */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>(2);
  private volatile @Nullable PredictionException reason;

  /** A listener's place; removing it after it ran has no effect. */
  @FunctionalInterface
  public interface Registration {
    void remove();
  }

  public boolean cancelled() {
    return reason != null;
  }

  /** Why it fired, or null while it has not. */
  public @Nullable PredictionException reason() {
    return reason;
  }

  /** Fires with the reason that the request fails with, unless it fired before. */
  public void cancel(PredictionException why) {
    List<Runnable> toRun;
    synchronized (listeners) {
      if (reason != null) {
        return;
      }
      reason = why;
      toRun = List.copyOf(listeners);
      listeners.clear();
    }
    toRun.forEach(Runnable::run);
  }

  /** Runs the listener when this fires; at once when it has fired already. */
  public Registration onCancel(Runnable listener) {
    synchronized (listeners) {
      if (reason == null) {
        listeners.add(listener);
        return () -> remove(listener);
      }
    }
    listener.run();
    return () -> {};
  }

  /** A cancellation that fires with this one, and may fire alone. */
  public Cancellation child() {
    Cancellation child = new Cancellation();
    onCancel(
        () -> {
          PredictionException why = reason;
          if (why != null) {
            child.cancel(why);
          }
        });
    return child;
  }

  private void remove(Runnable listener) {
    synchronized (listeners) {
      listeners.remove(listener);
    }
  }
}
