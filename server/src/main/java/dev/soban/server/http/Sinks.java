package dev.soban.server.http;

import dev.soban.server.json.ByteSink;
import java.util.function.Consumer;

/** Memory for answers, kept by each thread for the next one unless it grew large. */
final class Sinks {
  private static final int MAX_KEPT_BYTES = 1 << 20;

  private final ThreadLocal<ByteSink> kept = ThreadLocal.withInitial(ByteSink::new);

  /** Lends a sink for the time of the call; lending nests no deeper than one. */
  void with(Consumer<ByteSink> use) {
    ByteSink sink = kept.get();
    sink.clear();
    try {
      use.accept(sink);
    } finally {
      if (sink.capacity() > MAX_KEPT_BYTES) {
        kept.remove();
      }
    }
  }
}
