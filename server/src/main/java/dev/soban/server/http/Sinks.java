package dev.soban.server.http;

import dev.soban.server.json.ByteSink;
import dev.soban.server.json.HeapRoom;
import java.util.function.Consumer;

/** Memory for answers, kept by each thread for the next one. */
final class Sinks {
  private final HeapRoom room;
  private final ThreadLocal<ByteSink> kept;

  /**
   * @param room that large answers share
   */
  Sinks(HeapRoom room) {
    this.room = room;
    this.kept = ThreadLocal.withInitial(() -> new ByteSink(room));
  }

  /** Lends a sink for the time of the call; lending nests no deeper than one. */
  void with(Consumer<ByteSink> use) {
    ByteSink sink = kept.get();
    sink.clear();
    try {
      use.accept(sink);
    } finally {
      sink.clear();
    }
  }

  /** One more sink, for what is made of the one that is lent. */
  ByteSink another() {
    return new ByteSink(room);
  }
}
