package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.ServeProcess;
import dev.soban.cli.acceptance.client.RawConnection;
import dev.soban.cli.acceptance.client.RawConnection.Reply;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.core.time.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends, wanted or not, while more is asked of it than it can do. */
@DisabledOnOs(OS.WINDOWS)
class EndsUnderLoadTest {
  private static final int CALLERS = 30;
  private static final int WAITING = 8;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Some tens of milliseconds of work for one core. */
  private static final byte[] REQUEST =
      RawConnection.infer(
          "loop",
          "{\"inputs\":[{\"name\":\"n\",\"shape\":[],\"datatype\":\"INT64\",\"data\":[3000]},"
              + "{\"name\":\"v\",\"shape\":[64,64],\"datatype\":\"FP32\",\"data\":["
              + String.join(",", Collections.nCopies(64 * 64, "0"))
              + "]}]}");

  @TempDir Path folder;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void sigterm_under_three_times_the_load_loses_no_request_that_was_accepted() throws Exception {
    try (ServeProcess server = start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Caller>> callers = callers(server, threads);
      awaitOverload();
      server.terminate();

      assertThat(server.exitCode()).as(server.log()).isZero();
      for (Future<Caller> caller : callers) {
        assertThat(caller.get().lost).as(server.log()).isEmpty();
      }
      assertThat(server.log()).contains("ended, every request was answered");
    }
  }

  @Test
  void a_killed_process_says_nothing_and_its_successor_is_ready() throws Exception {
    try (ServeProcess server = start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Caller>> callers = callers(server, threads);
      awaitOverload();
      server.kill();

      assertThat(server.exitCode()).isNotZero();
      for (Future<Caller> caller : callers) {
        assertThat(caller.get().lost).hasSizeLessThanOrEqualTo(1);
      }
      assertThat(listens(server.url())).isFalse();
      assertThat(listens(server.adminUrl())).isFalse();
    }
    try (ServeProcess successor = start();
        RawConnection connection = new RawConnection(successor.url())) {
      connection.send(
          "GET /v2/health/ready HTTP/1.1\r\nHost: test\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      assertThat(connection.reply().status()).isEqualTo(200);
      connection.send(REQUEST);
      assertThat(connection.reply().status()).isEqualTo(200);
    }
  }

  private ServeProcess start() throws IOException {
    new ModelsFolder(folder.resolve("models"))
        .version("loop", TestData.path("bad_models/slow_loop.onnx"))
        .settings("loop", "instances: 1\nlimits:\n  max_queue_requests: " + WAITING + "\n");
    Path settings = Files.writeString(folder.resolve("soban.yaml"), "shutdown:\n  grace: 200ms\n");
    return ServeProcess.start(folder, "--config", settings.toString());
  }

  private List<Future<Caller>> callers(ServeProcess server, ExecutorService threads) {
    List<Future<Caller>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(threads.submit(() -> new Caller().callUntilGone(server.url())));
    }
    return callers;
  }

  private void awaitOverload() {
    Await.until(
        "twice as many requests are refused as answered",
        () -> answered.get() > WAITING && refused.get() > 2 * answered.get());
  }

  private static boolean listens(String url) throws IOException {
    try (RawConnection _ = new RawConnection(url)) {
      return true;
    } catch (ConnectException refusedIt) {
      return false;
    }
  }

  /** Asks over and over until the server is going or gone. */
  private final class Caller {
    private final List<String> lost = new ArrayList<>();

    Caller callUntilGone(String url) {
      boolean goesOn = true;
      while (goesOn) {
        try (RawConnection connection = new RawConnection(url)) {
          goesOn = callOn(connection);
        } catch (IOException nobodyListens) {
          goesOn = false;
        }
      }
      return this;
    }

    /** Uses one connection to its end; false when the server is going. */
    private boolean callOn(RawConnection connection) throws IOException {
      while (!connection.closedByServer()) {
        connection.send(REQUEST);
        Reply reply = reply(connection);
        if (reply.status() == 0 || reply.status() == 503) {
          return false;
        }
        (reply.status() == 200 ? answered : refused).incrementAndGet();
        if (reply.status() != 200 && reply.status() != 429) {
          lost.add(reply.toString());
        }
        if (reply.status() == 429) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (reply.closes()) {
          return true;
        }
      }
      return true;
    }

    private Reply reply(RawConnection connection) {
      try {
        return connection.reply();
      } catch (IOException e) {
        lost.add(e.toString());
        return new Reply(0, true, "");
      }
    }
  }
}
