package dev.soban.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Await;
import dev.soban.core.time.Ticker;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.server.ScriptedControl;
import dev.soban.server.ScriptedModel;
import dev.soban.server.access.Access;
import dev.soban.server.access.Anonymous;
import dev.soban.server.access.ApiKey;
import dev.soban.server.access.KeyHash;
import dev.soban.server.access.Scope;
import dev.soban.server.access.Tenants;
import dev.soban.server.control.Changes;
import dev.soban.server.prewarm.Prewarming;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdminChangesTest {
  private static final String ADMIN_KEY = "soban_ops";
  private static final String INFER_KEY = "soban_team-a";
  private static final Access KEYED =
      new Access(
          List.of(
              new ApiKey(KeyHash.of(ADMIN_KEY), "ops", Set.of(Scope.ADMIN), 1),
              new ApiKey(KeyHash.of(INFER_KEY), "team-a", Set.of(Scope.INFER), 1)),
          Anonymous.LOOPBACK,
          Tenants.BY_KEY);

  private final TensorPool memory = new TensorPool(1 << 20, 0);
  private final ScriptedControl control = new ScriptedControl();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(0, 2, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = serve(Access.ofThisMachine());

  private HttpServer serve(Access access) {
    LoadedModels models =
        ScriptedModel.loaded(
            ScriptedModel.cached(
                ScriptedModel.echo("iris", ScriptedModel.spec("x", DataType.FP32, -1, 4)),
                ScriptedModel.countingCache()),
            ScriptedModel.echo("plain", ScriptedModel.spec("x", DataType.FP32, -1, 4)));
    models.aliases("iris", Map.of("champion", "1", "next", "2"));
    AdminSurroundings surroundings =
        new AdminSurroundings(
            models,
            new Readiness(),
            new ServerMetrics(),
            new RequestIds(new SplittableRandom(1)),
            Ticker.system(),
            access,
            new Changes(control, threads),
            new Prewarming(memory, Ticker.system()));
    try {
      return HttpServer.start(
          HttpServerConfig.on("127.0.0.1", 0).withEventLoops(1), new AdminHttp(surroundings));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    threads.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST   | /admin/models/iris/versions/2:load       | | load iris 2 | {\"model\":\"iris\",\"version\":\"2\",\"state\":\"ready\"}",
        "POST   | /admin/models/new/versions/1.0.0-a.b:load| | load new 1.0.0-a.b | {\"model\":\"new\",\"version\":\"1.0.0-a.b\",\"state\":\"ready\"}",
        "POST   | /admin/models/iris/versions/1%3Aunload   | | unload iris 1 | {\"model\":\"iris\",\"version\":\"1\",\"state\":\"unloaded\"}",
        "POST   | /admin/models/iris/versions/champion:unload | | unload iris 1 | {\"model\":\"iris\",\"version\":\"1\",\"state\":\"unloaded\"}",
        "PUT    | /admin/models/iris/versions/1/pin        | | pin iris 1 true | {\"model\":\"iris\",\"version\":\"1\",\"pinned\":true}",
        "DELETE | /admin/models/iris/versions/next/pin     | | pin iris 2 false | {\"model\":\"iris\",\"version\":\"2\",\"pinned\":false}",
        "PUT    | /admin/models/iris/aliases/champion      | {\"version\": \"2\"} | alias iris champion 2 by anonymous@127.0.0.1 | {\"model\":\"iris\",\"alias\":\"champion\",\"version\":\"2\",\"before\":\"1\"}",
        "PUT    | /admin/models/iris/aliases/champion      | {\"version\": \"next\"} | alias iris champion 2 by anonymous@127.0.0.1 | {\"model\":\"iris\",\"alias\":\"champion\",\"version\":\"2\",\"before\":\"1\"}",
        "POST   | /admin/models/iris/aliases/champion:rollback | | rollback iris champion by anonymous@127.0.0.1 | {\"model\":\"iris\",\"alias\":\"champion\",\"version\":\"1\"}",
        "POST   | /admin/reload                            | | reload by anonymous@127.0.0.1 | {\"changes\":[\"iris/2: loaded\"]}",
      })
  void each_change_is_made_and_told(
      String method, String path, String body, String call, String answer) throws Exception {
    HttpResponse<String> response = send(method, path, body == null ? "" : body);

    assertThat(response.body()).isEqualTo(answer);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(control.calls).containsExactly(call);
  }

  @Test
  void a_cache_is_emptied_and_filled() throws Exception {
    String line =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,4],\"data\":[1,2,3,4]}]}";

    assertThat(send("DELETE", "/admin/models/iris/versions/champion/cache", "").body())
        .isEqualTo("{\"model\":\"iris\",\"version\":\"1\",\"removed\":9}");
    assertThat(
            send("POST", "/admin/models/iris/versions/1/cache:prewarm", line + "\n[]\n" + line)
                .body())
        .startsWith(
            "{\"model\":\"iris\",\"version\":\"1\",\"requests\":3,\"answered\":2,\"problems\":[\"line 2: body:");
    assertThat(memory.heldSlabs()).isZero();
  }

  @Test
  void a_cache_that_is_not_there_is_neither_emptied_nor_filled() throws Exception {
    String none =
        "{\"error\":\"model plain/1: keeps no answers (expected: cache.enabled in its model.yaml)\"}";

    HttpResponse<String> cleared = send("DELETE", "/admin/models/plain/versions/1/cache", "");
    assertThat(cleared.statusCode()).isEqualTo(409);
    assertThat(cleared.body()).isEqualTo(none);
    assertThat(send("POST", "/admin/models/plain/versions/1/cache:prewarm", "{}").body())
        .isEqualTo(none);
    assertThat(send("DELETE", "/admin/models/nobody/versions/1/cache", "").statusCode())
        .isEqualTo(404);
    HttpResponse<String> nothing = send("POST", "/admin/models/iris/versions/1/cache:prewarm", "");
    assertThat(nothing.statusCode()).isEqualTo(400);
    assertThat(nothing.body()).contains("body: empty (expected: requests in JSON, one to a line");
  }

  static List<PredictionException> failures() {
    return List.of(
        new ModelNotFound("model x: not found"),
        new Conflict("version 2 is being loaded"),
        new ModelNotReady("version 2 failed: no file"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void what_cannot_be_done_is_told_with_its_reason(PredictionException failure) throws Exception {
    control.failWith(failure);
    int status =
        switch (failure) {
          case ModelNotFound unknown -> 404;
          case Conflict conflict -> 409;
          default -> 503;
        };

    for (String path : List.of("versions/2:load", "versions/2:unload", "aliases/a:rollback")) {
      HttpResponse<String> response = send("POST", "/admin/models/iris/" + path, "");
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.body()).isEqualTo("{\"error\":\"" + failure.getMessage() + "\"}");
    }
  }

  @Test
  void an_unknown_failure_is_our_fault() throws Exception {
    control.before(
        call -> {
          throw new IllegalStateException("inner");
        });

    assertThat(send("POST", "/admin/reload", "").statusCode()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                   | body: empty (expected: {\\\"version\\\": \\\"2\\\"})",
        "[]                   | body: an array (expected: {\\\"version\\\": \\\"2\\\"})",
        "{}                   | version: missing (expected: {\\\"version\\\": \\\"2\\\"})",
        "{\"version\": 2}     | version: 2 (expected: a string)",
        "{\"to\": \"2\"}      | body: another key than version (expected: {\\\"version\\\": \\\"2\\\"})",
        "{\"version\": \"2\"} x | body: not JSON at byte",
      })
  void an_alias_needs_to_know_its_version(String body, String message) throws Exception {
    HttpResponse<String> response = send("PUT", "/admin/models/iris/aliases/a", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith("{\"error\":\"" + message);
    assertThat(control.calls).isEmpty();
  }

  @Test
  void a_body_is_bounded() throws Exception {
    String large = "{\"version\": \"" + "2".repeat(5_000) + "\"}";

    assertThat(send("PUT", "/admin/models/iris/aliases/a", large).statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /admin/models/iris/versions/2:load, POST",
    "PUT,    /admin/models/iris/versions/2:unload, POST",
    "POST,   /admin/models/iris/versions/2/pin, 'PUT, DELETE'",
    "DELETE, /admin/models/iris/aliases/a, PUT",
    "GET,    /admin/models/iris/aliases/a:rollback, POST",
    "GET,    /admin/reload, POST",
    "GET,    /admin/models/iris/versions/2/cache, DELETE",
    "GET,    /admin/models/iris/versions/2/cache:prewarm, POST",
    "POST,   /metrics, 'GET, HEAD'",
    "POST,   /admin/stack/iris, 'GET, HEAD'",
  })
  void another_method_is_told_which_ones_work(String method, String path, String allow)
      throws Exception {
    HttpResponse<String> response = send(method, path, "");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue(allow);
    assertThat(response.body())
        .isEqualTo("{\"error\":\"method " + method + " on this path (expected: " + allow + ")\"}");
    assertThat(control.calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/admin",
    "/admin/",
    "/admin/models/",
    "/admin/models/iris",
    "/admin/models/iris/versions",
    "/admin/models/iris/versions/2",
    "/admin/models/iris/versions/:load",
    "/admin/models//versions/2:load",
    "/admin/models/iris/versions/2:explode",
    "/admin/models/iris/versions/2/pin/x",
    "/admin/models/iris/aliases/:rollback/x",
    "/admin/models/iris/other/2:load",
    "/admin/stack/",
    "/admin/stack/iris/1/2",
  })
  void no_other_path_means_anything(String path) throws Exception {
    HttpResponse<String> response = send("POST", path, "");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("no such path (expected: /metrics");
    assertThat(control.calls).isEmpty();
  }

  @Test
  void changes_need_the_scope_once_a_key_has_it() throws Exception {
    server.close();
    server = serve(KEYED);

    HttpResponse<String> nobody = send("POST", "/admin/reload", "");
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"soban\"");
    assertThat(nobody.body())
        .isEqualTo(
            "{\"error\":\"no key (expected: Authorization: Bearer KEY, or X-API-Key: KEY)\"}");
    HttpResponse<String> wrong = send("POST", "/admin/reload", "", "X-API-Key", INFER_KEY);
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(wrong.body())
        .isEqualTo("{\"error\":\"the key of team-a does not allow this (expected: scope admin)\"}");
    assertThat(send("GET", "/admin/models", "").statusCode()).isEqualTo(401);
    assertThat(control.calls).isEmpty();

    assertThat(
            send("POST", "/admin/reload", "", "Authorization", "Bearer " + ADMIN_KEY).statusCode())
        .isEqualTo(200);
    assertThat(control.calls).containsExactly("reload by ops");
  }

  @Test
  void health_is_open_and_metrics_are_open_on_this_machine() throws Exception {
    server.close();
    server = serve(KEYED);

    assertThat(send("GET", "/health/live", "", "X-API-Key", "wrong").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/metrics", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/metrics", "", "X-API-Key", INFER_KEY).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/metrics", "", "X-API-Key", "wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void a_page_of_another_site_changes_nothing() throws Exception {
    HttpResponse<String> response =
        send("POST", "/admin/reload", "", "Origin", "https://example.com");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("Origin: a page of another site");
    assertThat(control.calls).isEmpty();
  }

  @Test
  void slow_changes_hold_up_neither_health_nor_one_another_and_too_many_are_refused()
      throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    control.before(call -> gate.join());
    List<CompletableFuture<HttpResponse<String>>> slow =
        List.of(later("/admin/models/iris/versions/2:load"), later("/admin/reload"));
    Await.until("both run", () -> control.calls.size() == 2);

    assertThat(send("GET", "/health/live", "").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = send("POST", "/admin/reload", "");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    assertThat(refused.body()).isEqualTo("{\"error\":\"too many changes at once\"}");

    gate.complete(null);
    assertThat(slow).allSatisfy(it -> assertThat(it.join().statusCode()).isEqualTo(200));
  }

  private CompletableFuture<HttpResponse<String>> later(String path) {
    return client.sendAsync(request("POST", path, ""), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }
}
