package dev.soban.cli.serve;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for changes to what is served. Nothing waits for one: who brings an alias back must not
 * stand behind somebody's slow load.
 */
final class ChangeThreads {
  private static final int AT_ONCE = 8;
  private static final long IDLE_SECONDS = 30;

  private ChangeThreads() {}

  static ThreadPoolExecutor start() {
    return new ThreadPoolExecutor(
        0,
        AT_ONCE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        Thread.ofPlatform().name("soban-change-", 1).daemon(true).factory());
  }
}
