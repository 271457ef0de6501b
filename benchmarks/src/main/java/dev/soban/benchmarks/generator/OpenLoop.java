package dev.soban.benchmarks.generator;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * An open-loop load generator on one thread: requests are sent when they are due, whatever became
 * of the earlier ones, each on a connection that is free, or on a new one. A request that finds
 * none waits, and its latency counts all the same.
 *
 * <p>It sleeps in whole milliseconds, so that it takes little of the cores that it shares with the
 * server; {@link Recording#slip()} tells how late it was.
 */
public final class OpenLoop {
  private static final int READ_BYTES = 256 * 1024;
  private static final Duration LONGEST_SLEEP = Duration.ofMillis(20);

  private final InetSocketAddress server;
  private final int maxConnections;
  private final Duration patience;

  /**
   * @param patience after which a client hangs up, counted from when its request was due
   */
  public OpenLoop(InetSocketAddress server, int maxConnections, Duration patience) {
    this.server = server;
    this.maxConnections = maxConnections;
    this.patience = patience;
  }

  /** Runs the schedule to its end and until everything ended. */
  public Recording run(Schedule schedule) throws IOException {
    try (Selector selector = Selector.open()) {
      Run run = new Run(selector, schedule);
      long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      try {
        run.toTheEnd();
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
      run.recording.cpuSeconds(cpu / 1e9);
      return run.recording;
    }
  }

  private final class Run {
    private final Selector selector;
    private final Schedule schedule;
    private final Recording recording;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(READ_BYTES);
    private final ArrayDeque<OpenConnection> idle = new ArrayDeque<>();

    /** By when their requests were due; those that ended are dropped when they come first. */
    private final ArrayDeque<OpenConnection.Asked> asked = new ArrayDeque<>();

    private final long begunNanos = System.nanoTime();
    private int next;
    private int open;

    Run(Selector selector, Schedule schedule) {
      this.selector = selector;
      this.schedule = schedule;
      this.recording = new Recording(schedule);
    }

    void toTheEnd() throws IOException {
      while (next < schedule.size() || !asked.isEmpty()) {
        sendWhatIsDue();
        giveUpWhatIsLate();
        selector.select(this::serve, sleepMillis());
      }
    }

    private long now() {
      return System.nanoTime() - begunNanos;
    }

    private long sleepMillis() {
      long longest = LONGEST_SLEEP.toMillis();
      boolean waitsForConnection = idle.isEmpty() && open == maxConnections;
      if (next == schedule.size() || waitsForConnection) {
        return longest;
      }
      long left = Math.max(0, schedule.dueNanos(next) - now());
      return Math.min(longest, left / 1_000_000 + 1);
    }

    private void sendWhatIsDue() {
      while (next < schedule.size() && schedule.dueNanos(next) <= now()) {
        OpenConnection connection = idle.pollLast();
        if (connection == null && open == maxConnections) {
          return;
        }
        int arrival = next++;
        try {
          if (connection == null) {
            connection = OpenConnection.open(server, selector);
            open++;
          }
          recording.sent(arrival, now());
          asked.add(connection.ask(arrival, schedule.kind(arrival).request()));
        } catch (IOException e) {
          recording.ended(arrival, Recording.LOST, now());
          close(connection);
        }
      }
    }

    private void giveUpWhatIsLate() {
      while (!asked.isEmpty()) {
        OpenConnection.Asked first = asked.getFirst();
        if (recording.pending(first.arrival())) {
          if (now() - schedule.dueNanos(first.arrival()) < patience.toNanos()) {
            return;
          }
          recording.ended(first.arrival(), Recording.TIMED_OUT, now());
          close(first.connection());
        }
        asked.removeFirst();
      }
    }

    private void serve(SelectionKey key) {
      OpenConnection connection = (OpenConnection) key.attachment();
      try {
        if (key.isValid() && key.isWritable()) {
          connection.write();
        }
        if (key.isValid() && key.isReadable() && connection.read(scratch)) {
          answered(connection);
        }
      } catch (IOException e) {
        int arrival = connection.arrival();
        if (arrival >= 0 && recording.pending(arrival)) {
          recording.ended(arrival, Recording.LOST, now());
        }
        idle.remove(connection);
        close(connection);
      }
    }

    private void answered(OpenConnection connection) {
      recording.ended(connection.arrival(), connection.status(), now());
      connection.rest();
      if (connection.goesOn()) {
        idle.addLast(connection);
      } else {
        close(connection);
      }
    }

    private void close(@Nullable OpenConnection connection) {
      if (connection != null) {
        open--;
        connection.close();
      }
    }
  }
}
