package dev.soban.net.server.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorsHandlerTest {
  private static final String SHOP = "https://shop.example.com";
  private static final CorsPolicy SOME =
      new CorsPolicy(
          List.of(SHOP, "http://localhost:3000"),
          List.of("GET", "POST"),
          List.of("Content-Type", "X-API-Key"),
          List.of("X-Request-Id"),
          Duration.ofMinutes(10),
          true);
  private static final CorsPolicy ANY =
      new CorsPolicy(
          List.of("*"), List.of("GET"), List.of("*"), List.of(), Duration.ofMinutes(1), false);

  @Test
  void what_a_browser_asks_beforehand_is_answered_without_asking_the_handler() throws Exception {
    HttpHeaders answer = preflight(SOME, SHOP, "POST", "content-type, x-api-key");

    assertThat(answer.map())
        .containsEntry("access-control-allow-origin", List.of(SHOP))
        .containsEntry("access-control-allow-methods", List.of("GET, POST"))
        .containsEntry("access-control-allow-headers", List.of("Content-Type, X-API-Key"))
        .containsEntry("access-control-allow-credentials", List.of("true"))
        .containsEntry("access-control-max-age", List.of("600"))
        .containsEntry("vary", List.of("Origin"))
        .doesNotContainKey("x-handler");
  }

  @Test
  void an_origin_that_is_not_allowed_is_granted_nothing() throws Exception {
    for (String origin :
        List.of("https://shop.example.com.evil.org", "null", "http://shop.example.com")) {
      assertThat(preflight(SOME, origin, "POST", "").map())
          .containsEntry("vary", List.of("Origin"))
          .doesNotContainKey("access-control-allow-origin")
          .doesNotContainKey("access-control-allow-credentials");
      assertThat(get(SOME, "/", "origin", origin).headers().map())
          .containsEntry("vary", List.of("Accept-Encoding", "Origin"))
          .containsKey("x-handler")
          .doesNotContainKey("access-control-allow-origin");
    }
  }

  @Test
  void answers_say_who_may_read_them_and_what_of_them() throws Exception {
    for (String path : List.of("/", "/streamed", "/refused")) {
      HttpResponse<String> answer = get(SOME, path, "origin", SHOP);

      assertThat(answer.body()).isEqualTo(path);
      assertThat(answer.headers().map())
          .containsEntry("access-control-allow-origin", List.of(SHOP))
          .containsEntry("access-control-expose-headers", List.of("X-Request-Id"))
          .containsEntry("vary", List.of("Accept-Encoding", "Origin"))
          .containsEntry("x-handler", List.of("yes"));
    }
  }

  @Test
  void who_is_no_browser_gets_what_caches_need_to_know_and_no_more() throws Exception {
    assertThat(get(SOME, "/", "x-a", "b").headers().map())
        .containsEntry("vary", List.of("Accept-Encoding", "Origin"))
        .doesNotContainKey("access-control-allow-origin");
    assertThat(get(ANY, "/", "x-a", "b").headers().map())
        .containsEntry("vary", List.of("Accept-Encoding"))
        .doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void every_origin_may_be_let_in_without_being_told_apart() throws Exception {
    assertThat(get(ANY, "/", "origin", SHOP).headers().map())
        .containsEntry("access-control-allow-origin", List.of("*"))
        .containsEntry("vary", List.of("Accept-Encoding"));
    assertThat(preflight(ANY, SHOP, "GET", "x-anything").map())
        .containsEntry("access-control-allow-origin", List.of("*"))
        .containsEntry("access-control-allow-headers", List.of("x-anything"));
  }

  @Test
  void options_that_ask_for_no_permission_reach_the_handler() throws Exception {
    HttpRequest.Builder plain = HttpRequest.newBuilder().method("OPTIONS", nothing());

    assertThat(send(SOME, "/", plain.header("origin", SHOP)).headers().map())
        .containsKey("x-handler");
  }

  @Test
  void credentials_do_not_go_with_every_origin() {
    assertThatThrownBy(
            () ->
                new CorsPolicy(List.of("*"), List.of(), List.of(), List.of(), Duration.ZERO, true))
        .hasMessage("credentials: true (expected: false where origins is *)");
  }

  private static HttpHeaders preflight(
      CorsPolicy policy, String origin, String method, String headers) throws Exception {
    HttpResponse<String> answer =
        send(
            policy,
            "/",
            HttpRequest.newBuilder()
                .method("OPTIONS", nothing())
                .header("origin", origin)
                .header("access-control-request-method", method)
                .header("access-control-request-headers", headers));
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    return answer.headers();
  }

  private static HttpResponse<String> get(
      CorsPolicy policy, String path, String header, String value) throws Exception {
    return send(policy, path, HttpRequest.newBuilder().header(header, value));
  }

  private static HttpResponse<String> send(
      CorsPolicy policy, String path, HttpRequest.Builder request) throws Exception {
    HttpServerConfig config = HttpServerConfig.on("127.0.0.1", 0);
    try (HttpServer server =
            HttpServer.start(config, new CorsHandler(policy, CorsHandlerTest::handle));
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
      return client.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    HeaderList headers =
        HeaderList.of(HeaderName.of("x-handler"), "yes").add(HeaderName.VARY, "Accept-Encoding");
    byte[] path = head.path().getBytes(StandardCharsets.US_ASCII);
    if (head.path().equals("/streamed")) {
      response.start(200, headers);
      response.write(ByteBuffer.wrap(path));
      response.end();
    } else {
      response.send(head.path().equals("/refused") ? 401 : 200, headers, path);
    }
  }

  private static HttpRequest.BodyPublisher nothing() {
    return HttpRequest.BodyPublishers.noBody();
  }
}
