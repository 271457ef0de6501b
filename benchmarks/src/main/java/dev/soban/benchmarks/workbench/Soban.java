package dev.soban.benchmarks.workbench;

import java.net.InetSocketAddress;

/**
 * A running server with its ports.
 *
 * @param grpc nothing listens there where the checkout knows no gRPC
 */
public record Soban(Processes.Running running, AdminPort admin, InetSocketAddress grpc)
    implements AutoCloseable {
  public InetSocketAddress address() {
    return running.address();
  }

  @Override
  public void close() {
    admin.close();
    running.close();
  }
}
