package dev.soban.grpc.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls that their clients keep open, to be told when the server ends. Thread-safe. */
public final class OpenCalls {
  private final Set<Leaving> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean leaving;

  /** A call that ends by itself only when its client wants. */
  public interface Leaving {
    /** Ends it as soon as what it has is answered; may be told more than once. */
    void leave();
  }

  public void add(Leaving call) {
    calls.add(call);
    if (leaving) {
      call.leave();
    }
  }

  public void remove(Leaving call) {
    calls.remove(call);
  }

  /** Tells all of them, and whoever comes later. */
  public void leave() {
    leaving = true;
    calls.forEach(Leaving::leave);
  }
}
