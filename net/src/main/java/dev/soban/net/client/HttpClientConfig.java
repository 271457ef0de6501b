package dev.soban.net.client;

import java.time.Duration;

/**
 * Bounds of a client.
 *
 * @param connections to one host and port at the same time; more requests wait
 * @param waiting requests for one host and port; more are refused
 * @param idle after which a kept connection is not used again; below what servers allow
 * @param timeout from sending to the whole answer, waiting for a connection included
 */
public record HttpClientConfig(
    int connections,
    int waiting,
    long maxBodyBytes,
    Duration connectTimeout,
    Duration idle,
    Duration timeout) {

  public HttpClientConfig {
    if (connections < 1) {
      throw new IllegalArgumentException("connections: " + connections + " (expected: >= 1)");
    }
    if (maxBodyBytes < 1 || maxBodyBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "maxBodyBytes: " + maxBodyBytes + " (expected: 1 to " + Integer.MAX_VALUE + ")");
    }
  }

  public static HttpClientConfig defaults() {
    return new HttpClientConfig(
        64,
        10_000,
        256L << 20,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }

  public HttpClientConfig withConnections(int changed) {
    return new HttpClientConfig(changed, waiting, maxBodyBytes, connectTimeout, idle, timeout);
  }

  public HttpClientConfig withTimeout(Duration changed) {
    return new HttpClientConfig(connections, waiting, maxBodyBytes, connectTimeout, idle, changed);
  }
}
