package dev.soban.net.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.wire.EventLoops;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start(AnswerTest::handle);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    switch (head.path()) {
      case "/throws" -> throw new IllegalStateException("planted");
      case "/throws-later" -> {
        response.start(200, HeaderList.of());
        throw new IllegalStateException("planted");
      }
      case "/204" -> response.send(204, HeaderList.of(), new byte[0]);
      case "/304" -> response.send(304, HeaderList.of(), "not sent".getBytes(US_ASCII));
      case "/segment" ->
          response.send(200, HeaderList.of(), MemorySegment.ofArray(new byte[] {'s', 'e', 'g'}));
      case "/framing" ->
          response.send(
              200,
              HeaderList.of(HeaderName.CONTENT_LENGTH, "99").add(HeaderName.VARY, "x"),
              "four".getBytes(US_ASCII));
      case "/close" ->
          response.send(
              200, HeaderList.of(HeaderName.CONNECTION, "close"), "bye".getBytes(US_ASCII));
      case "/thread" ->
          Thread.startVirtualThread(() -> TestServer.answer(response, 200, "elsewhere"));
      case "/twice" -> {
        TestServer.answer(response, 200, "once");
        TestServer.answer(response, 200, "twice");
      }
      default -> TestServer.answer(response, 200, "plain");
    }
  }

  @Test
  void a_head_request_gets_the_length_and_no_body() throws IOException {
    assertThat(ask("HEAD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
        .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\n");
  }

  @Test
  void statuses_without_a_body_have_none() throws IOException {
    assertThat(get("/204")).isEqualTo("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
    assertThat(get("/304")).isEqualTo("HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n");
  }

  @Test
  void a_handler_that_throws_gives_500_and_the_connection_lives() throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      client.say("GET /throws HTTP/1.1\r\nhost: x\r\nx-request-id: r1\r\n\r\n");
      assertThat(client.hearAnswer())
          .startsWith("HTTP/1.1 500 ")
          .endsWith("{\"error\":\"internal error\"}");
      client.say("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(client.hearAnswer()).endsWith("plain");
    }
  }

  @Test
  void a_handler_that_throws_after_its_start_ends_the_connection() throws IOException {
    assertThat(get("/throws-later")).doesNotContain("0\r\n\r\n");
  }

  @Test
  void a_second_answer_is_refused_and_not_sent() throws IOException {
    assertThat(get("/twice")).endsWith("once");
  }

  @Test
  void bodies_come_from_segments_and_from_other_threads() throws IOException {
    assertThat(get("/segment")).endsWith("\r\n\r\nseg");
    assertThat(get("/thread")).endsWith("\r\n\r\nelsewhere");
  }

  @Test
  void framing_is_the_writers_own() throws IOException {
    assertThat(get("/framing")).contains("content-length: 4\r\n").contains("vary: x\r\n");
    assertThat(get("/framing")).doesNotContain("99");
    assertThat(ask("GET /close HTTP/1.1\r\nhost: x\r\n\r\n")).contains("connection: close\r\n");
  }

  @Test
  void http_1_0_closes_unless_asked_to_keep() throws IOException {
    assertThat(ask("GET / HTTP/1.0\r\n\r\n")).contains("connection: close").endsWith("plain");
    try (RawClient client = RawClient.connect(server)) {
      for (int i = 0; i < 2; i++) {
        client.say("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
        assertThat(client.hearAnswer()).contains("connection: keep-alive").endsWith("plain");
      }
    }
  }

  @Test
  void a_small_body_that_nobody_read_does_not_end_the_connection() throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      for (int i = 0; i < 2; i++) {
        client.say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\n");
        assertThat(client.hearAnswer()).doesNotContain("close").endsWith("plain");
        client.say("abc");
      }
    }
  }

  @Test
  void a_large_body_that_nobody_read_does() throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3000000\r\n\r\n");
      client.say(new byte[1_000_000]);
      assertThat(client.hearAll()).contains("connection: close\r\n").endsWith("plain");
    }
  }

  @Test
  void refusals_take_the_form_that_the_formatter_gives_them() throws IOException {
    CompletableFuture<Rejection> seen = new CompletableFuture<>();
    RejectionFormatter formatter =
        rejection -> {
          seen.complete(rejection);
          return new RejectionFormatter.Formatted(
              HeaderList.of(HeaderName.X_REQUEST_ID, "made"), "own " + rejection.reason());
        };
    HttpServerConfig config = HttpServerConfig.on("127.0.0.1", 0).withRejections(formatter);
    try (HttpServer own = HttpServer.start(config, AnswerTest::handle);
        RawClient client = RawClient.connect(own)) {
      client.say("GET a HTTP/1.1\r\nhost: x\r\nx-request-id: r7\r\n\r\n");
      assertThat(client.hearAll())
          .contains("x-request-id: made\r\n")
          .endsWith("own malformed request target");
      assertThat(seen.join().requestId()).isEqualTo("r7");
    }
  }

  @Test
  void nio_serves_the_same() throws Exception {
    HttpServerConfig config = HttpServerConfig.on("127.0.0.1", 0);
    CompletableFuture<Void> gone = new CompletableFuture<>();
    HttpHandler handler =
        (head, body, response) -> {
          if (head.path().equals("/wait")) {
            response.onDisconnect(() -> gone.complete(null));
          } else {
            handle(head, body, response);
          }
        };
    EventLoops loops = EventLoops.startOnNio(1, "nio-test");
    try (HttpServer nio = HttpServer.start(config, handler, loops);
        RawClient client = RawClient.connect(nio)) {
      client.say("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(client.hearAnswer()).endsWith("plain");
      client.say("GET /wait HTTP/1.1\r\nhost: x\r\n\r\n");
      client.hangUp();
      gone.get(10, TimeUnit.SECONDS);
    }
  }

  private static String get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  }

  private static String ask(String request) throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      return client.say(request).hearAll();
    }
  }
}
