package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import dev.soban.server.access.Access;
import dev.soban.server.access.Anonymous;
import dev.soban.server.access.ApiKey;
import dev.soban.server.access.KeyHash;
import dev.soban.server.access.Scope;
import dev.soban.server.access.Tenants;
import dev.soban.server.transport.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessHttpTest {
  private static final String KEY = "soban_key-of-team-a";
  private static final String OPS_KEY = "soban_key-of-ops";
  private static final String INFER = "/v2/models/m/infer";
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";

  private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();

  private TestPort port(Anonymous.From from, boolean trustHeader) {
    Access access =
        new Access(
            List.of(
                new ApiKey(KeyHash.of(KEY), "team-a", Set.of(Scope.INFER), 2),
                new ApiKey(KeyHash.of(OPS_KEY), "ops", Set.of(Scope.ADMIN), 1)),
            new Anonymous(from, 3),
            new Tenants(trustHeader, Map.of("team-a", 4.0)));
    return new TestPort(models(), access, Optional.empty());
  }

  private LoadedModels models() {
    var spec = ScriptedModel.spec("x", DataType.FP32, -1, 2);
    Served served =
        ScriptedModel.of(
            ScriptedModel.description(
                "m", List.of(spec), List.of(spec), new OutputMeaning.PlainTensors()),
            request -> {
              callers.add(request.context().caller());
              return CompletableFuture.completedFuture(
                  new InferenceResponse(ScriptedModel.echo("m").id(), Map.of(), Parameters.NONE));
            });
    return ScriptedModel.loaded(served);
  }

  @Test
  void the_keys_owner_is_the_tenant_and_its_weight_and_bound_go_along() {
    try (TestPort port = port(Anonymous.From.NEVER, false)) {
      assertThat(ask(port, BODY, "Authorization", "Bearer " + KEY).statusCode()).isEqualTo(200);
      ask(port, BODY, "X-API-Key", KEY, "X-Soban-Priority", "1", "X-Soban-Tenant", "other");
      ask(
          port,
          BODY.replace("{\"inputs", "{\"parameters\":{\"priority\":7},\"inputs"),
          "X-API-Key",
          KEY);

      assertThat(callers)
          .containsExactly(
              new Caller("team-a", 0, 4), new Caller("team-a", 2, 4), new Caller("team-a", 7, 4));
      port.endWithNothingHeld();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/models/m:predict | {\"instances\":[[1,2]]}",
        "/v1/models/m/versions/1:predict | {\"inputs\":[[1,2]]}",
        "/predictions/m | [[1,2]]",
        "/models/m/invoke | [[1,2]]",
        "/invocations | [[1,2]]",
      })
  void tenant_priority_and_deadline_count_on_every_family_of_routes(String path, String body) {
    try (TestPort port = port(Anonymous.From.NEVER, false)) {
      HttpResponse<String> answer =
          port.send(
              port.to(path)
                  .headers("X-API-Key", KEY, "X-Soban-Priority", "7", "X-Request-Id", "r1")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build());
      HttpResponse<String> impatient =
          port.send(
              port.to(path)
                  .headers("X-API-Key", KEY, "X-Request-Timeout", "soon")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build());

      assertThat(answer.headers().firstValue("x-request-id")).hasValue("r1");
      assertThat(callers).containsExactly(new Caller("team-a", 7, 4));
      assertThat(impatient.statusCode()).isEqualTo(400);
      assertThat(impatient.body()).contains("X-Request-Timeout: soon");
      port.endWithNothingHeld();
    }
  }

  @Test
  void without_a_key_this_machine_is_anonymous_with_the_bound_of_the_settings() {
    try (TestPort port = port(Anonymous.From.LOOPBACK, true)) {
      ask(port, BODY);
      ask(port, BODY, "X-Soban-Priority", "1", "X-Soban-Tenant", "shop");

      assertThat(callers).containsExactly(new Caller("anonymous", 3, 1), new Caller("shop", 3, 1));
      HttpResponse<String> nameless = ask(port, BODY, "X-Soban-Tenant", "a b");
      assertThat(nameless.statusCode()).isEqualTo(400);
      assertThat(nameless.body()).contains("X-Soban-Tenant: no name of a tenant");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2",
        "GET /v2/models",
        "GET /v2/models/stats",
        "GET /v2/models/m",
        "GET /v2/models/m/ready",
        "GET /v2/models/m/config",
        "GET /v2/models/m/versions/1/stats",
        "GET /v2/models/unknown",
        "POST /v2/models/m/infer",
        "POST /v2/repository/index",
        "POST /v2/repository/models/m/load",
        "POST /v2/repository/models/m/unload",
        "POST /predictions/m",
        "POST /explanations/m",
        "GET /v1/models",
        "GET /v1/models/m",
        "GET /v1/models/m/versions/1",
        "GET /v1/models/m/metadata",
        "POST /v1/models/m:predict",
        "POST /v1/models/m/labels/blue:classify",
        "POST /v1/models/m:regress",
        "POST /v1/models/m:explain",
        "GET /models",
        "GET /models/m/all",
        "POST /models",
        "DELETE /models/m",
        "POST /models/m/invoke",
        "POST /invocations",
        "GET /api-description",
        "OPTIONS /",
      })
  void everything_but_health_needs_a_key_where_nobody_is_anonymous(String asked) {
    String[] parts = asked.split(" ");
    try (TestPort port = port(Anonymous.From.NEVER, false)) {
      HttpRequest request =
          port.to(parts[1]).method(parts[0], HttpRequest.BodyPublishers.ofString(BODY)).build();
      HttpResponse<String> refused = port.send(request);

      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("www-authenticate"))
          .hasValue("Bearer realm=\"soban\"");
      assertThat(refused.body())
          .contains(
              "\"error\":\"no key (expected: Authorization: Bearer KEY, or X-API-Key: KEY)\"");
      assertThat(port.get("/ping").statusCode()).isEqualTo(200);
      assertThat(port.get("/v2/health/live").statusCode()).isEqualTo(200);
      assertThat(port.get("/v2/health/ready").statusCode()).isEqualTo(200);
      assertThat(callers).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-API-Key | wrong | 401 | Unauthenticated | the key is not known (expected: one whose SHA-256 is among the server's keys)",
        "Authorization | Basic Zm9v | 401 | Unauthenticated | Authorization: another scheme (expected: Bearer KEY; or X-API-Key: KEY)",
        "X-API-Key | soban_key-of-ops | 403 | Forbidden | the key of ops does not allow this (expected: scope infer)",
      })
  void a_refusal_says_what_is_missing(
      String header, String value, int status, String type, String message) {
    try (TestPort port = port(Anonymous.From.ALWAYS, false)) {
      HttpResponse<String> refused = ask(port, BODY, header, value);
      assertThat(refused.statusCode()).isEqualTo(status);
      assertThat(refused.body()).isEqualTo("{\"error\":\"" + message + "\"}");
      assertThat(refused.headers().firstValue("www-authenticate")).isPresent();

      HttpResponse<String> other =
          port.send(
              port.to("/predictions/m")
                  .header(header, value)
                  .POST(HttpRequest.BodyPublishers.ofString(BODY))
                  .build());
      assertThat(other.body()).contains("\"code\":" + status, "\"type\":\"" + type + "\"");
      port.endWithNothingHeld();
    }
  }

  @Test
  void refusals_have_a_status_for_every_protocol() {
    assertThat(List.of(Status.UNAUTHENTICATED.grpc(), Status.FORBIDDEN.grpc()))
        .containsExactly(16, 7);
  }

  @Test
  void no_key_is_ever_logged() {
    Lines lines = new Lines();
    Logger logger = Logger.getLogger("dev.soban.server.requests");
    logger.setLevel(Level.ALL);
    logger.addHandler(lines);
    try (TestPort port = port(Anonymous.From.NEVER, false)) {
      ask(port, BODY, "X-API-Key", "soban_wrong-key");
      ask(port, "not json", "Authorization", "Bearer " + KEY);
      ask(port, BODY, "X-API-Key", OPS_KEY);
    } finally {
      logger.removeHandler(lines);
      logger.setLevel(null);
    }

    assertThat(lines.texts)
        .hasSize(3)
        .noneMatch(line -> line.contains("soban_"))
        .anyMatch(line -> line.contains("reason=unauthenticated"))
        .anyMatch(line -> line.contains("reason=forbidden"));
  }

  private static HttpResponse<String> ask(TestPort port, String body, String... headers) {
    HttpRequest.Builder request = port.to(INFER).POST(HttpRequest.BodyPublishers.ofString(body));
    return port.send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  private static final class Lines extends Handler {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    @Override
    public void publish(LogRecord line) {
      texts.add(String.valueOf(line.getMessage()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
