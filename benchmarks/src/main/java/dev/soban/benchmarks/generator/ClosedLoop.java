package dev.soban.benchmarks.generator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A closed-loop load generator on one thread: each connection sends its next request when the last
 * one was answered. It does as little as it can, since it shares the cores with the server.
 */
public final class ClosedLoop {
  private static final int READ_BYTES = 256 * 1024;
  private static final Duration STALL = Duration.ofSeconds(30);

  private final InetSocketAddress server;
  private final List<ByteBuffer> requests;
  private final int connections;

  /**
   * @param request a whole HTTP/1.1 request, head and body
   */
  public ClosedLoop(InetSocketAddress server, byte[] request, int connections) {
    this(server, List.of(Kind.of("", request, 1).request()), connections);
  }

  /**
   * @param requests whole requests that each connection sends in turn, beginning with another one
   */
  public ClosedLoop(InetSocketAddress server, List<ByteBuffer> requests, int connections) {
    this.server = server;
    this.requests = requests;
    this.connections = connections;
  }

  /**
   * What was seen.
   *
   * @param latencies nanoseconds from the first byte sent to the last byte received
   */
  public record Result(long answered, long refused, double seconds, Histogram latencies) {
    public double perSecond() {
      return answered / seconds;
    }

    public double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /** Runs for a while uncounted, then counted. */
  public Result run(Duration warmup, Duration measured) throws IOException {
    try (Selector selector = Selector.open()) {
      ByteBuffer scratch = ByteBuffer.allocateDirect(READ_BYTES);
      for (int i = 0; i < connections; i++) {
        connect(selector, i);
      }
      Counter counter = new Counter();
      loop(selector, scratch, counter, System.nanoTime() + warmup.toNanos());
      counter.reset();
      long begun = System.nanoTime();
      loop(selector, scratch, counter, begun + measured.toNanos());
      double seconds = (System.nanoTime() - begun) / 1e9;
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      return new Result(counter.answered, counter.refused, seconds, counter.latencies);
    }
  }

  private void connect(Selector selector, int first) throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Exchange exchange = new Exchange(channel, requests, first);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ, exchange);
    exchange.begin(System.nanoTime());
    watch(key, exchange);
  }

  private static void loop(Selector selector, ByteBuffer scratch, Counter counter, long untilNanos)
      throws IOException {
    while (System.nanoTime() - untilNanos < 0) {
      if (selector.select(STALL.toMillis()) == 0) {
        throw new IOException("no answer for " + STALL.toSeconds() + " s");
      }
      for (SelectionKey key : selector.selectedKeys()) {
        serve(key, scratch, counter);
      }
      selector.selectedKeys().clear();
    }
  }

  private static void serve(SelectionKey key, ByteBuffer scratch, Counter counter)
      throws IOException {
    Exchange exchange = (Exchange) key.attachment();
    if (key.isWritable()) {
      exchange.write();
      watch(key, exchange);
    }
    if (key.isReadable() && exchange.read(scratch)) {
      long now = System.nanoTime();
      counter.note(exchange.status(), now - exchange.sentAtNanos());
      exchange.begin(now);
      watch(key, exchange);
    }
  }

  private static void watch(SelectionKey key, Exchange exchange) {
    int wanted =
        exchange.writing() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /** Counts of one phase of the run. */
  private static final class Counter {
    private final Histogram latencies = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
    private long answered;
    private long refused;

    void note(int status, long latencyNanos) {
      if (status == 200) {
        answered++;
        latencies.recordValue(Math.min(latencyNanos, latencies.getHighestTrackableValue()));
      } else {
        refused++;
      }
    }

    void reset() {
      latencies.reset();
      answered = 0;
      refused = 0;
    }
  }
}
