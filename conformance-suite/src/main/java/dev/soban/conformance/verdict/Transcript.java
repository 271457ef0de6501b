package dev.soban.conformance.verdict;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last few exchanges with the server. Thread-safe. */
public final class Transcript {
  private static final int KEPT = 3;

  private final Deque<Exchange> exchanges = new ArrayDeque<>();

  public synchronized void add(Exchange exchange) {
    if (exchanges.size() == KEPT) {
      exchanges.removeFirst();
    }
    exchanges.addLast(exchange);
  }

  public synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  public synchronized void clear() {
    exchanges.clear();
  }
}
