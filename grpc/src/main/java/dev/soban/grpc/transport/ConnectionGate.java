package dev.soban.grpc.transport;

import dev.soban.grpc.GrpcConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts connections in and out, and says when there is no room. Thread-safe. */
public final class ConnectionGate {
  private final GrpcConfig.Connections limits;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  public ConnectionGate(GrpcConfig.Connections limits) {
    this.limits = limits;
  }

  /** Whether there is room for one more, which then leaves once. */
  boolean enter(SocketAddress from) {
    if (open.incrementAndGet() > limits.all()) {
      open.decrementAndGet();
      refused.increment();
      return false;
    }
    InetAddress address = counted(from);
    if (address != null && byAddress.merge(address, 1, Integer::sum) > limits.perAddress()) {
      leave(from);
      refused.increment();
      return false;
    }
    accepted.increment();
    return true;
  }

  void leave(SocketAddress from) {
    open.decrementAndGet();
    InetAddress address = counted(from);
    if (address != null) {
      byAddress.computeIfPresent(address, (any, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Null for this machine's own addresses, which all that runs here share. */
  private static @Nullable InetAddress counted(@Nullable SocketAddress from) {
    return from instanceof InetSocketAddress socket && !socket.getAddress().isLoopbackAddress()
        ? socket.getAddress()
        : null;
  }

  long open() {
    return open.get();
  }

  long accepted() {
    return accepted.sum();
  }

  long refused() {
    return refused.sum();
  }
}
