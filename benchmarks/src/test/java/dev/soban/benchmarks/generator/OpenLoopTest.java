package dev.soban.benchmarks.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a server that is told how to treat each kind of request, by the request's one byte. */
class OpenLoopTest {
  private static final Duration ALL = Duration.ofHours(1);
  private static final Duration PATIENT = Duration.ofMinutes(1);
  private static final Duration SLOW = Duration.ofMillis(40);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();
  private final CountDownLatch secondCame = new CountDownLatch(1);
  private final ServerSocket server;

  OpenLoopTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket socket : accepted) {
      socket.close();
    }
    threads.close();
  }

  @Test
  void counts_each_end_by_its_kind() throws Exception {
    List<Kind> kinds = List.of(kind("ok"), kind("refused"), kind("late"), kind("gone"));

    Recording run = run(Schedule.poisson(kinds, 400, Duration.ofMillis(100), 1), 50, PATIENT);

    Tally all = run.between(Duration.ZERO, ALL);
    assertThat(List.of(all.answered(), all.refused(), all.expired(), all.lost())).containsOnly(10L);
    assertThat(run.between(Duration.ZERO, ALL, "refused").refused()).isEqualTo(10);
    assertThat(run.between(Duration.ZERO, ALL, "refused").total()).isEqualTo(10);
  }

  @Test
  void keeps_connections_that_the_server_keeps() throws Exception {
    run(Schedule.constant(List.of(kind("ok")), 200, Duration.ofMillis(100), 1), 1, PATIENT);
    assertThat(accepted).hasSize(1);

    run(Schedule.constant(List.of(kind("closes")), 50, Duration.ofMillis(100), 1), 1, PATIENT);
    assertThat(accepted).hasSize(1 + 5);
  }

  @Test
  void sends_what_is_due_while_earlier_requests_wait() throws Exception {
    List<Kind> kinds = List.of(kind("waits for second"), kind("second"));

    Recording run = run(Schedule.constant(kinds, 200, Duration.ofMillis(10), 0), 2, PATIENT);

    assertThat(run.between(Duration.ZERO, ALL).answered()).isEqualTo(2);
  }

  @Test
  void a_request_without_a_connection_waits_and_its_latency_counts_from_when_it_was_due()
      throws Exception {
    Kind slow = kind("slow");
    Recording run =
        run(Schedule.constant(List.of(slow), 100, Duration.ofMillis(50), 1), 1, PATIENT);

    assertThat(run.between(Duration.ZERO, ALL).answered()).isEqualTo(5);
    assertThat(run.slip().getMaxValue()).isGreaterThan(SLOW.toNanos());
    assertThat(run.between(Duration.ZERO, ALL).answeredMillis(100))
        .isGreaterThan(2.0 * SLOW.toMillis());
  }

  @Test
  void hangs_up_when_its_patience_ends() throws Exception {
    Recording run =
        run(
            Schedule.constant(List.of(kind("never")), 100, Duration.ofMillis(20), 1),
            2,
            Duration.ofMillis(50));

    assertThat(run.between(Duration.ZERO, ALL).timedOut()).isEqualTo(2);
  }

  private Recording run(Schedule schedule, int connections, Duration patience) throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
    return new OpenLoop(address, connections, patience).run(schedule);
  }

  private static Kind kind(String group) {
    return Kind.of(group, (group + "\n").getBytes(StandardCharsets.US_ASCII), 1);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = answer(socket, line(socket.getInputStream()));
      }
    } catch (IOException | InterruptedException gone) {
      // So did the client.
    }
  }

  private boolean answer(Socket socket, String asked) throws IOException, InterruptedException {
    switch (asked) {
      case "", "gone" -> {
        return false;
      }
      case "never" -> {
        return socket.getInputStream().read() >= 0;
      }
      case "second" -> secondCame.countDown();
      case "waits for second" -> secondCame.await();
      case "slow" -> LockSupport.parkNanos(SLOW.toNanos());
      default -> {}
    }
    write(
        socket,
        switch (asked) {
          case "refused" -> "HTTP/1.1 429 Too Many\r\nContent-Length: 2\r\n\r\nno";
          case "late" -> "HTTP/1.1 504 Late\r\ncontent-length: 0\r\n\r\n";
          case "closes" -> "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
          default -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        });
    return true;
  }

  private static String line(InputStream from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = from.read(); c >= 0 && c != '\n'; c = from.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static void write(Socket socket, String answer) throws IOException {
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }
}
