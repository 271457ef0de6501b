package dev.soban.core.predict;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Brings answers home: to the request's executor, or to a spare one when that has shut down. */
public final class Homecoming {
  private Homecoming() {}

  /** Runs the continuation at home, never on the calling thread. */
  public static void run(Executor home, Runnable continuation) {
    try {
      home.execute(continuation);
    } catch (RejectedExecutionException e) {
      Thread.ofVirtual().name("soban-spare-home").start(continuation);
    }
  }
}
