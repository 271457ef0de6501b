package dev.soban.core.prepare;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks when the test says so, one after the other. */
final class StepExecutor implements Executor {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean refuses;

  @Override
  public void execute(Runnable task) {
    if (refuses) {
      throw new RejectedExecutionException("full");
    }
    tasks.addLast(task);
  }

  /** Takes no more. */
  void refuse() {
    refuses = true;
  }

  void takeAgain() {
    refuses = false;
  }

  int waiting() {
    return tasks.size();
  }

  void runOne() {
    tasks.removeFirst().run();
  }

  void runAll() {
    while (!tasks.isEmpty()) {
      runOne();
    }
  }
}
