package dev.soban.cli.serve;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The wish that the process ends: asked for by a first signal, urged by a second one, after which
 * nothing more is waited for. Thread-safe.
 */
final class Termination {
  private static final System.Logger LOG = System.getLogger(Termination.class.getName());
  private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CompletableFuture<Void> urged = new CompletableFuture<>();

  /** Takes the signals of the process over. */
  void listen() {
    SIGNALS.forEach(name -> Signals.handle(name, this::ask));
  }

  void ask() {
    if (!asked.complete(null) && urged.complete(null)) {
      LOG.log(System.Logger.Level.INFO, "asked twice: ending at once");
    }
  }

  /** Blocks until the end is asked for. */
  void await() {
    asked.join();
  }

  /** Blocks so long, less when it is urged. */
  void pause(Duration duration) {
    urged.copy().completeOnTimeout(null, duration.toNanos(), TimeUnit.NANOSECONDS).join();
  }

  /** Blocks until the work is done; false when it took longer than the limit, or was urged. */
  boolean await(CompletionStage<?> work, Duration limit) {
    CompletableFuture<?> done = work.toCompletableFuture();
    CompletableFuture.anyOf(done, urged)
        .completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS)
        .join();
    return done.isDone();
  }
}
