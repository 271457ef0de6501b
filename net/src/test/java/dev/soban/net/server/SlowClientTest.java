package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.HeaderList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The limits are tiny here; what they mean is tested with time moved by hand. */
class SlowClientTest {
  private static final Duration TINY = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void an_idle_connection_is_closed() throws Exception {
    var pace = new ServerLimits.Pace(LONG, TINY, LONG, LONG, 1);
    try (HttpServer server = start(pace, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      assertThat(client.hearAll()).isEmpty();
    }
  }

  @Test
  void a_kept_connection_is_closed_when_idle() throws Exception {
    var pace = new ServerLimits.Pace(LONG, TINY, LONG, LONG, 1);
    try (HttpServer server = start(pace, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(client.hearAll()).startsWith("HTTP/1.1 200 ").doesNotContain("close");
    }
  }

  @Test
  void a_head_that_never_ends_gets_408() throws Exception {
    var pace = new ServerLimits.Pace(TINY, LONG, LONG, LONG, 1);
    try (HttpServer server = start(pace, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say("GET / HTTP/1.1\r\nhost: x\r\n");
      assertThat(client.hearAll()).startsWith("HTTP/1.1 408 ").contains("connection: close");
    }
  }

  @Test
  void a_body_that_stalls_gets_408() throws Exception {
    var pace = new ServerLimits.Pace(LONG, LONG, LONG, TINY, 1000);
    try (HttpServer server = start(pace, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc");
      assertThat(client.hearAll()).startsWith("HTTP/1.1 408 ").doesNotContain("499");
    }
  }

  @Test
  void what_is_refused_for_a_slow_body_still_has_the_headers_of_its_request() throws Exception {
    var pace = new ServerLimits.Pace(LONG, LONG, LONG, TINY, 1000);
    HttpServerConfig config =
        HttpServerConfig.on("127.0.0.1", 0)
            .withLimits(ServerLimits.defaults().withPace(pace))
            .withRejections(
                rejection ->
                    new RejectionFormatter.Formatted(
                        HeaderList.of(), "id " + rejection.requestId()));
    try (HttpServer server = HttpServer.start(config, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\nx-request-id: abc\r\ncontent-length: 9\r\n\r\na");
      assertThat(client.hearAll()).startsWith("HTTP/1.1 408 ").endsWith("id abc");
    }
  }

  @Test
  void a_client_that_takes_nothing_is_cut_off() throws Exception {
    CompletableFuture<Void> cut = new CompletableFuture<>();
    HttpHandler handler =
        (head, body, response) -> {
          response.onDisconnect(() -> cut.complete(null));
          response.start(200, HeaderList.of());
          pour(response);
        };
    var pace = new ServerLimits.Pace(LONG, LONG, TINY, LONG, 1);
    try (HttpServer server = start(pace, handler);
        RawClient client = RawClient.connect(server, 16 << 10)) {
      client.say("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      cut.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_client_that_takes_nothing_of_a_last_answer_is_cut_off() throws Exception {
    HttpHandler handler =
        (head, body, response) -> response.send(200, HeaderList.of(), new byte[30_000_000]);
    var pace = new ServerLimits.Pace(LONG, LONG, TINY, LONG, 1);
    try (HttpServer server = start(pace, handler);
        RawClient client = RawClient.connect(server, 16 << 10)) {
      client.say("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
      for (int i = 0; i < 1000 && server.snapshot().openConnections() > 0; i++) {
        new CompletableFuture<Void>().completeOnTimeout(null, 10, TimeUnit.MILLISECONDS).join();
      }
      assertThat(server.snapshot().openConnections()).isZero();
    }
  }

  @Test
  void a_line_break_too_many_does_not_start_a_head() throws Exception {
    var pace = new ServerLimits.Pace(TINY, Duration.ofMillis(400), LONG, LONG, 1);
    try (HttpServer server = start(pace, TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\na\r\n");
      assertThat(client.hearAll()).startsWith("HTTP/1.1 200 ").doesNotContain("408");
    }
  }

  @Test
  void a_slow_handler_is_not_the_clients_fault() throws Exception {
    var pace = new ServerLimits.Pace(TINY, TINY, TINY, TINY, 1000);
    CompletableFuture<ResponseWriter> asked = new CompletableFuture<>();
    try (HttpServer server = start(pace, (head, body, response) -> asked.complete(response));
        RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc");
      ResponseWriter response = asked.get(10, TimeUnit.SECONDS);
      CompletableFuture.delayedExecutor(400, TimeUnit.MILLISECONDS)
          .execute(() -> TestServer.answer(response, 200, "late"));

      assertThat(client.hearAnswer()).endsWith("late");
    }
  }

  @Test
  void more_connections_than_allowed_are_closed_at_once() throws Exception {
    try (HttpServer server =
            TestServer.start(
                limits -> limits.withConnections(new ServerLimits.Connections(1, 1)),
                TestServer::echo);
        RawClient first = RawClient.connect(server);
        RawClient second = RawClient.connect(server)) {
      assertThat(second.hearAll()).isEmpty();
      first.say("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(first.hearAnswer()).startsWith("HTTP/1.1 200 ");
      assertThat(server.snapshot().refusedConnections()).isEqualTo(1);
    }
  }

  private static HttpServer start(ServerLimits.Pace pace, HttpHandler handler) throws IOException {
    return TestServer.start(limits -> limits.withPace(pace), handler);
  }

  private static void pour(ResponseWriter response) {
    var _ = response.write(ByteBuffer.allocate(100_000)).thenRunAsync(() -> pour(response));
  }
}
