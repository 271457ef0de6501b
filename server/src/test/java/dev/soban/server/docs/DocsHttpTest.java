package dev.soban.server.docs;

import static dev.soban.server.ScriptedModel.echo;
import static dev.soban.server.ScriptedModel.loaded;
import static dev.soban.server.ScriptedModel.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.net.HeaderList;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.server.access.Access;
import dev.soban.server.access.Anonymous;
import dev.soban.server.access.Tenants;
import dev.soban.server.admin.ServerMetrics;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocsHttpTest {
  private static final int HANDED_ON = 418;
  private static final Access OPEN = Access.ofThisMachine();
  private static final Access CLOSED =
      new Access(List.of(), new Anonymous(Anonymous.From.NEVER, 1), Tenants.BY_KEY);

  private final LoadedModels models = loaded(echo("m", spec("x", DataType.FP32, -1, 2)));
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = serve(OPEN, true, Runnable::run);

  @AfterEach
  void end() {
    server.close();
    client.close();
  }

  @Test
  void the_page_is_html_that_may_run_nothing_but_its_own_files() throws Exception {
    HttpResponse<String> page = get("/docs/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("x-request-id")).isPresent();
    assertThat(page.body()).contains("main.js").doesNotContain("<style", "onclick", "style=");
  }

  @ParameterizedTest
  @CsvSource({
    "main.js, text/javascript; charset=utf-8",
    "page.css, text/css; charset=utf-8",
    "soban.svg, image/svg+xml",
    "sample.png, image/png",
  })
  void its_files_have_their_types(String file, String type) throws Exception {
    HttpResponse<String> answer = get("/docs/" + file);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/nothing.js",
        "/docs/page",
        "/docs/..%2fDocsHttp.class",
        "/docs/%2e%2e/package-info.class",
        "/docs/a/b.js",
        "/docs/.js",
        "/docs/MAIN.JS",
      })
  void what_is_no_file_of_the_page_is_not_found(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs/main.js", "/openapi.json"})
  void who_has_it_is_not_sent_it_again(String path) throws Exception {
    String tag = get(path).headers().firstValue("etag").orElseThrow();

    HttpResponse<String> again = send(to(path).header("If-None-Match", "\"other\", " + tag));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("etag")).hasValue(tag);
    assertThat(send(to(path).header("If-None-Match", "W/\"other\"")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs/main.js", "/openapi.json"})
  void who_takes_gzip_gets_less(String path) throws Exception {
    String plain = get(path).body();

    HttpResponse<byte[]> zipped =
        client.send(
            to(path).header("Accept-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(zipped.body()).hasSizeLessThan(plain.length());
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void head_tells_the_length_and_sends_nothing() throws Exception {
    long length = get("/docs/page.css").body().getBytes(StandardCharsets.UTF_8).length;

    HttpResponse<String> head = send(to("/docs/page.css").method("HEAD", nothing()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(length);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/docs/, POST", "/docs, DELETE", "/openapi.json, PUT"})
  void other_methods_are_refused(String path, String method) throws Exception {
    HttpResponse<String> answer = send(to(path).method(method, nothing()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, '*/*', 302",
    "/, 'text/html,*/*;q=0.8', 302",
    "/, application/json, 418",
    "/v2/models, text/html, 418",
    "/docsy, text/html, 418",
    "/openapi.jsonx, text/html, 418",
  })
  void browsers_are_led_to_the_page_and_the_rest_is_handed_on(
      String path, String accepted, int status) throws Exception {
    HttpResponse<String> answer = send(to(path).header("Accept", accepted));

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 302) {
      assertThat(answer.headers().firstValue("location")).hasValue("docs/");
    }
  }

  @Test
  void without_the_page_only_the_description_is_there() throws Exception {
    server.close();
    server = serve(OPEN, false, Runnable::run);

    assertThat(get("/docs/").statusCode()).isEqualTo(HANDED_ON);
    assertThat(send(to("/").header("Accept", "text/html")).statusCode()).isEqualTo(HANDED_ON);
    assertThat(get("/openapi.json").statusCode()).isEqualTo(200);
  }

  @Test
  void the_description_is_made_anew_when_a_model_changes_and_not_before() throws Exception {
    HttpResponse<String> before = get("/openapi.json");
    HttpResponse<String> same = get("/openapi.json");
    models.aliases("m", Map.of("stable", "1"));
    HttpResponse<String> aliased = get("/openapi.json");
    models.put(new VersionStatus("m", "1", VersionState.UNLOADED, "", Optional.empty()));
    HttpResponse<String> without = get("/openapi.json");

    assertThat(before.body()).contains("/v2/models/m/infer").doesNotContain("stable");
    assertThat(same.headers().firstValue("etag")).isEqualTo(before.headers().firstValue("etag"));
    assertThat(aliased.body()).contains("stable");
    assertThat(without.body()).doesNotContain("/v2/models/m/infer");
  }

  @Test
  void the_page_needs_no_key_and_the_description_does() throws Exception {
    server.close();
    server = serve(CLOSED, true, Runnable::run);

    assertThat(get("/docs/").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = get("/openapi.json");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate")).isPresent();
  }

  @Test
  void who_finds_no_thread_to_make_it_is_told_to_come_back() throws Exception {
    server.close();
    server =
        serve(
            OPEN,
            true,
            work -> {
              throw new RejectedExecutionException();
            });

    HttpResponse<String> answer = get("/openapi.json");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
  }

  private HttpServer serve(Access access, boolean page, Executor codecs) {
    HttpSurroundings surroundings =
        new HttpSurroundings(
            models,
            new TensorPool(1 << 20, 1 << 20),
            Ticker.system(),
            codecs,
            new Readiness(),
            new RequestIds(new SplittableRandom(7)),
            new ServerMetrics().transportObserver(),
            access,
            Optional.empty());
    DocsHttp docs =
        new DocsHttp(
            surroundings,
            page,
            "9.9.9",
            (head, body, response) -> response.send(HANDED_ON, HeaderList.of(), new byte[0]));
    try {
      return HttpServer.start(HttpServerConfig.on("127.0.0.1", 0).withEventLoops(1), docs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.BodyPublisher nothing() {
    return HttpRequest.BodyPublishers.noBody();
  }
}
