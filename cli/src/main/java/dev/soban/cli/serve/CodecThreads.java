package dev.soban.cli.serve;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that decode and encode what is too large for event loops; they end when idle. */
final class CodecThreads {
  private static final int WAITING = 256;
  private static final long IDLE_SECONDS = 30;

  private CodecThreads() {}

  static ThreadPoolExecutor start() {
    int count = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("soban-codec-", 1).daemon(true).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
