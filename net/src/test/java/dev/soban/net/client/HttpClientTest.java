package dev.soban.net.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.Body;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpClientTest {
  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    server = HttpServer.start(HttpServerConfig.on("127.0.0.1", 0), HttpClientTest::handle);
    client = HttpClient.start(HttpClientConfig.defaults().withConnections(4));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    switch (head.path()) {
      case "/never" -> {}
      case "/close" ->
          response.send(200, HeaderList.of(HeaderName.CONNECTION, "close"), new byte[1]);
      case "/drop" -> throw new IllegalArgumentException("planted");
      default -> echo(head, body, response);
    }
  }

  private static void echo(RequestHead head, BodyReader body, ResponseWriter response) {
    var _ =
        body.readAll()
            .thenAccept(
                whole -> {
                  try (Body closing = whole) {
                    String type = String.valueOf(head.headers().get(HeaderName.CONTENT_TYPE));
                    String text = UTF_8.decode(closing.buffer()).toString();
                    response.send(
                        200,
                        HeaderList.of(HeaderName.VARY, type),
                        (head.method() + " " + head.target() + " " + text).getBytes(UTF_8));
                  }
                });
  }

  @Test
  void it_sends_and_receives_whole_bodies() throws Exception {
    ByteBuffer body = ByteBuffer.wrap("안녕".getBytes(UTF_8));

    try (HttpResponse response = answer(HttpRequest.post(uri("/a?b=c"), "text/plain", body))) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("POST /a?b=c 안녕");
      assertThat(response.headers().get(HeaderName.VARY)).isEqualTo("text/plain");
    }
    try (HttpResponse response = answer(HttpRequest.get(uri("")))) {
      assertThat(response.text()).isEqualTo("GET / ");
    }
  }

  @Test
  void connections_are_kept_and_bounded() throws Exception {
    List<CompletionStage<HttpResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(client.send(HttpRequest.get(uri("/" + i))));
    }

    for (int i = 0; i < 200; i++) {
      try (HttpResponse response = get(answers.get(i))) {
        assertThat(response.text()).isEqualTo("GET /" + i + " ");
      }
    }
    assertThat(server.snapshot().acceptedConnections()).isBetween(1L, 4L);
  }

  @Test
  void a_connection_that_the_server_closes_is_replaced() throws Exception {
    for (int i = 0; i < 10; i++) {
      answer(HttpRequest.get(uri("/close"))).close();
    }
    assertThat(server.snapshot().acceptedConnections()).isEqualTo(10);
  }

  @Test
  void a_large_answer_arrives_whole() throws Exception {
    ByteBuffer body = ByteBuffer.allocate(5_000_000);

    try (HttpResponse response = answer(HttpRequest.post(uri("/"), "x/y", body))) {
      assertThat(response.body().size()).isEqualTo(5_000_007);
    }
  }

  @Test
  void waiting_too_long_fails_and_frees_the_connection() throws Exception {
    HttpClientConfig config =
        HttpClientConfig.defaults().withConnections(1).withTimeout(Duration.ofMillis(200));
    try (HttpClient hasty = HttpClient.start(config)) {
      assertThat(hasty.send(HttpRequest.get(uri("/never"))))
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(HttpClientException.TimedOut.class);
      try (HttpResponse response = get(hasty.send(HttpRequest.get(uri("/next"))))) {
        assertThat(response.status()).isEqualTo(200);
      }
    }
  }

  @Test
  void nobody_listening_is_told() throws Exception {
    URI nowhere = uri("/");
    server.close();

    assertThat(client.send(HttpRequest.get(nowhere)))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(HttpClientException.CannotConnect.class)
        .withMessageContaining(nowhere.getAuthority());
  }

  @Test
  void a_server_that_goes_away_fails_what_it_had() throws Exception {
    CompletableFuture<HttpResponse> answer =
        client
            .send(HttpRequest.post(uri("/never"), "x/y", ByteBuffer.allocate(0)))
            .toCompletableFuture();
    answer(HttpRequest.get(uri("/"))).close();

    server.close();

    assertThat(answer)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(HttpClientException.Broken.class);
  }

  @Test
  void closing_fails_whatever_waits() throws Exception {
    List<CompletionStage<HttpResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(client.send(HttpRequest.get(uri("/never"))));
    }

    client.close();

    answers.add(client.send(HttpRequest.get(uri("/"))));
    for (CompletionStage<HttpResponse> answer : answers) {
      assertThat(answer)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(HttpClientException.class);
    }
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + server.port() + target);
  }

  private HttpResponse answer(HttpRequest request) throws Exception {
    return get(client.send(request));
  }

  private static HttpResponse get(CompletionStage<HttpResponse> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
