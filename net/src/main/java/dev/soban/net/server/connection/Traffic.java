package dev.soban.net.server.connection;

import dev.soban.net.server.ServerSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a server does. Thread-safe. */
public final class Traffic {
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();

  /** A connection was opened. */
  public void opened() {
    accepted.increment();
  }

  /** A connection was over a limit. */
  public void refused() {
    refused.increment();
  }

  /** A connection that was opened is closed. */
  public void closed() {
    closed.increment();
  }

  /** A request came for the handler. */
  public void requested() {
    requests.increment();
  }

  /** A request of those is over, in whatever way. */
  public void answered() {
    answered.increment();
  }

  /** The server itself answered a request. */
  public void rejected() {
    rejected.increment();
  }

  public void received(int bytes) {
    receivedBytes.add(bytes);
  }

  public void sent(int bytes) {
    sentBytes.add(bytes);
  }

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
