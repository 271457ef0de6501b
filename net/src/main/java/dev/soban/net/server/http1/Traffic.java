package dev.soban.net.server.http1;

import dev.soban.net.server.ServerSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a server does. Thread-safe. */
public final class Traffic {
  final LongAdder accepted = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder closed = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder answered = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder receivedBytes = new LongAdder();
  final LongAdder sentBytes = new LongAdder();

  public ServerSnapshot snapshot() {
    long closedFirst = closed.sum();
    long answeredFirst = answered.sum();
    return new ServerSnapshot(
        accepted.sum() - closedFirst,
        requests.sum() - answeredFirst,
        accepted.sum(),
        refused.sum(),
        requests.sum(),
        rejected.sum(),
        receivedBytes.sum(),
        sentBytes.sum());
  }
}
