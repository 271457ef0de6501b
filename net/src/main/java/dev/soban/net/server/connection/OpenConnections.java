package dev.soban.net.server.connection;

import dev.soban.net.server.ServerLimits;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections of one server, counted against their limits. Thread-safe. */
public final class OpenConnections {
  private final ServerLimits.Connections limits;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private final Set<OpenConnection> connections = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;

  public OpenConnections(ServerLimits.Connections limits) {
    this.limits = limits;
  }

  /** Whether one more from that address may open; if so it must {@link #leave} once. */
  public boolean admit(InetAddress address) {
    if (total.incrementAndGet() > limits.total() || draining) {
      leaveTotal();
      return false;
    }
    boolean unlimited = address.isLoopbackAddress();
    if (unlimited || perAddress.merge(address, 1, Integer::sum) <= limits.perAddress()) {
      return true;
    }
    leave(address);
    return false;
  }

  public void leave(InetAddress address) {
    if (!address.isLoopbackAddress()) {
      perAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
    leaveTotal();
  }

  private void leaveTotal() {
    total.decrementAndGet();
    completeWhenEmpty();
  }

  /** Counts it among the open ones until it is removed or its channel closed. */
  public void add(OpenConnection connection, Channel channel) {
    connections.add(connection);
    channel.closeFuture().addListener(closed -> connections.remove(connection));
  }

  /** Its channel speaks another protocol from now on. */
  public void remove(OpenConnection connection) {
    connections.remove(connection);
  }

  public boolean draining() {
    return draining;
  }

  /** Lets every connection look at its pace and, when draining, close if it is idle. */
  public void sweep() {
    connections.forEach(OpenConnection::sweep);
  }

  /** From now on answers end their connection; completes when none is left. */
  public CompletionStage<Void> drain() {
    draining = true;
    sweep();
    completeWhenEmpty();
    return drained;
  }

  private void completeWhenEmpty() {
    if (draining && total.get() == 0) {
      drained.complete(null);
    }
  }

  /** Closes every connection, whatever it is doing. */
  public void abort() {
    connections.forEach(OpenConnection::abort);
  }
}
