package dev.soban.benchmarks.scenario;

import java.net.InetSocketAddress;

/** A running server with both of its ports. */
record Soban(Processes.Running running, AdminPort admin) implements AutoCloseable {
  InetSocketAddress address() {
    return running.address();
  }

  @Override
  public void close() {
    admin.close();
    running.close();
  }
}
