package dev.soban.net.server;

import java.time.Duration;

/** What one client, and all together, may take of the server. */
public record ServerLimits(Sizes sizes, Connections connections, Pace pace) {

  public static ServerLimits defaults() {
    return new ServerLimits(
        new Sizes(8 << 10, 32 << 10, 200, 64L << 20),
        new Connections(10_000, 100),
        new Pace(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            1024));
  }

  public ServerLimits withSizes(Sizes changed) {
    return new ServerLimits(changed, connections, pace);
  }

  public ServerLimits withConnections(Connections changed) {
    return new ServerLimits(sizes, changed, pace);
  }

  public ServerLimits withPace(Pace changed) {
    return new ServerLimits(sizes, connections, changed);
  }

  /**
   * How large a request may be.
   *
   * @param bodyBytes what {@link BodyReader#readAll()} reads when the handler names no limit
   */
  public record Sizes(int requestLineBytes, int headerBytes, int headerCount, long bodyBytes) {
    public Sizes {
      atLeastOne("requestLineBytes", requestLineBytes);
      atLeastOne("headerBytes", headerBytes);
      atLeastOne("headerCount", headerCount);
      atLeastOne("bodyBytes", bodyBytes);
    }
  }

  /**
   * How many connections may be open; more are closed at once.
   *
   * @param perAddress does not count for loopback addresses, behind which proxies and tests stand
   * @param streams requests at once over one connection of HTTP/2; more are turned away
   */
  public record Connections(int total, int perAddress, int streams) {
    private static final int STREAMS = 128;

    public Connections {
      atLeastOne("total", total);
      atLeastOne("perAddress", perAddress);
      atLeastOne("streams", streams);
    }

    public Connections(int total, int perAddress) {
      this(total, perAddress, STREAMS);
    }
  }

  /**
   * How slow a client may be.
   *
   * @param header from the first byte of a request's head to its last
   * @param idle between requests, and before the first byte of the first
   * @param responseStall without the client taking a single byte of what is ready for it
   * @param bodyWindow in each such span in which the body is wanted...
   * @param bodyBytesPerSecond ...at least this rate must be reached
   */
  public record Pace(
      Duration header,
      Duration idle,
      Duration responseStall,
      Duration bodyWindow,
      long bodyBytesPerSecond) {
    public Pace {
      atLeastOne("header", header.toNanos());
      atLeastOne("idle", idle.toNanos());
      atLeastOne("responseStall", responseStall.toNanos());
      atLeastOne("bodyWindow", bodyWindow.toNanos());
      atLeastOne("bodyBytesPerSecond", bodyBytesPerSecond);
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
