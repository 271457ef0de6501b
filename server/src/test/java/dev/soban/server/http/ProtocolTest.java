package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.observe.InferenceObserver.BatchRun;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolTest {
  private static final Served ECHO =
      ScriptedModel.echo(
          "echo",
          ScriptedModel.spec("x", DataType.FP32, -1, 2),
          ScriptedModel.spec("s", DataType.BYTES, -1));
  private static final TestPort PORT = new TestPort(models());

  private static LoadedModels models() {
    LoadedModels models = ScriptedModel.loaded(ECHO);
    models.aliases("echo", Map.of("blue", "1"));
    models.put(
        new VersionStatus(
            "broken", "2", VersionState.FAILED, "model.onnx: cut off", Optional.empty()));
    return models;
  }

  @AfterAll
  static void stop() {
    PORT.endWithNothingHeld();
    PORT.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/v2, server-metadata.json",
    "/v2/health/live, live.json",
    "/v2/health/ready, ready.json",
    "/v2/models, models.json",
    "/v2/models/echo, model-metadata.json",
    "/v2/models/echo/versions/1, model-metadata.json",
    "/v2/models/echo/versions/blue, model-metadata.json",
    "/v2/models/ec%68o, model-metadata.json",
    "/v2/models/echo/config, model-config.json",
    "/v2/models/echo/versions/1/config, model-config.json",
    "/v2/models/echo/ready, model-ready.json",
    "/v2/models/echo/versions/blue/ready, model-ready.json"
  })
  void what_is_asked_with_get_is_answered(String path, String golden) {
    HttpResponse<String> answer = PORT.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    Golden.check(golden, answer.body());
  }

  @Test
  void statistics_are_told_for_one_model_and_for_all() {
    RequestContext context =
        new RequestContext(
            "1",
            RequestContext.Caller.ANONYMOUS,
            Deadline.after(0, Duration.ofSeconds(1)),
            new Cancellation(),
            Runnable::run,
            new Timings(0));
    Served counted = ScriptedModel.echo("echo", ScriptedModel.spec("x", DataType.FP32, -1, 2));
    context.timings().ran(3);
    context.timings().add(Phase.QUEUE, 10);
    context.timings().add(Phase.ASSEMBLE, 20);
    context.timings().add(Phase.COMPUTE, 30);
    context.timings().add(Phase.SCATTER, 40);
    counted.statistics().completed(counted.id(), context, null, 100);
    counted.statistics().completed(counted.id(), context, new InvalidInput("x"), 7);
    counted.statistics().ran(counted.id(), new BatchRun(3, 2, 3, 4));

    try (TestPort port = new TestPort(ScriptedModel.loaded(counted))) {
      Golden.check("statistics.json", port.get("/v2/models/stats").body());
      Golden.check("statistics.json", port.get("/v2/models/echo/stats").body());
      Golden.check("statistics.json", port.get("/v2/models/echo/versions/1/stats").body());
    }
  }

  @Test
  void the_index_lists_every_version_or_only_ready_ones() {
    String path = "/v2/repository/index";

    Golden.check("repository-index.json", PORT.post(path, "").body());
    Golden.check("repository-index.json", PORT.post(path, "{\"ready\":false}").body());
    Golden.check("repository-index-ready.json", PORT.post(path, "{\"ready\":true}").body());
    assertThat(PORT.post(path, "{\"ready\":1}").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/models/echo/infer",
    "/v2/models/echo/versions/1/infer",
    "/v2/models/echo/versions/blue/infer"
  })
  void an_infer_request_is_answered(String path) {
    HttpResponse<String> answer =
        PORT.post(
            path,
            "{\"id\":\"42\",\"inputs\":["
                + "{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\","
                + "\"data\":[[1,0.1],[\"NaN\",\"-Infinity\"]]},"
                + "{\"name\":\"s\",\"shape\":[2],\"datatype\":\"BYTES\","
                + "\"data\":[\"soban\",\"소반\"]}]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    Golden.check("infer-response.json", answer.body());
  }

  @Test
  void a_model_that_failed_to_load_is_unready_and_hides_nothing() {
    HttpResponse<String> answer = PORT.get("/v2/models/broken/ready");

    assertThat(answer.statusCode()).isEqualTo(503);
    Golden.check("model-unready.json", answer.body());
    assertThat(PORT.get("/v2/models/broken").statusCode()).isEqualTo(503);
    assertThat(PORT.get("/v2/health/ready").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/, not-found.json",
    "/v3, not-found.json",
    "/v2/, not-found.json",
    "/v2/health, not-found.json",
    "/v2/models/echo/x, not-found.json",
    "/v2/models/echo/versions, not-found.json",
    "/v2/models/echo/versions/1/ready/x, not-found.json",
    "/predictions, not-found.json",
    "/predictions/echo/1/2, not-found.json",
    "/v2/models/nobody, unknown-model.json",
    "/v2/models/nobody/ready, unknown-model.json"
  })
  void unknown_paths_and_models_are_404(String path, String golden) {
    HttpResponse<String> answer = PORT.get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    Golden.check(golden, answer.body());
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v2, 'GET, HEAD'",
    "DELETE, /v2/models/echo, 'GET, HEAD'",
    "GET, /v2/models/echo/infer, POST",
    "PUT, /v2/repository/index, POST",
    "GET, /predictions/echo, 'POST, PUT'"
  })
  void a_wrong_method_is_405_and_the_right_ones_are_named(
      String method, String path, String allow) {
    HttpResponse<String> answer =
        PORT.send(PORT.to(path).method(method, HttpRequest.BodyPublishers.noBody()).build());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue(allow);
    assertThat(answer.body()).contains("(expected: " + allow + ")");
  }

  @Test
  void what_is_not_offered_is_501_in_words() {
    HttpResponse<String> answer = PORT.post("/v2/repository/models/echo/load", "");

    assertThat(answer.statusCode()).isEqualTo(501);
    Golden.check("not-offered.json", answer.body());
  }

  @Test
  void predictions_answer_plain_values_and_errors_in_the_form_of_their_clients() {
    HttpResponse<String> answer =
        PORT.post("/predictions/echo/blue", "{\"x\":[[1,2]],\"s\":[\"a\"]}");

    assertThat(answer.body())
        .isEqualTo(
            "{\"model\":\"echo\",\"version\":\"1\","
                + "\"outputs\":{\"x\":[[1.0,2.0]],\"s\":[\"a\"]}}");
    Golden.check("unknown-model-predictions.json", PORT.post("/predictions/nobody", "1").body());
  }

  @Test
  void ids_and_traces_are_taken_over_when_they_are_valid_and_made_when_not() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    HttpResponse<String> taken =
        PORT.send(
            PORT.to("/v2").header("X-Request-Id", "abc/7").header("traceparent", trace).build());
    HttpResponse<String> made =
        PORT.send(
            PORT.to("/v3")
                .header("X-Request-Id", "x".repeat(129))
                .header("traceparent", trace.replace("00-", "ff-"))
                .build());

    assertThat(taken.headers().firstValue("x-request-id")).hasValue("abc/7");
    assertThat(taken.headers().firstValue("traceparent")).hasValue(trace);
    assertThat(made.headers().firstValue("x-request-id").orElseThrow())
        .matches("[0-9a-f]{16}-[0-9]+");
    assertThat(made.headers().firstValue("traceparent")).isEmpty();
  }

  @Test
  void what_the_server_refuses_before_any_route_carries_id_and_trace_too() throws IOException {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (Socket socket = PORT.connect()) {
      TestPort.write(
          socket,
          "GET /v2 HTTP/1.1\r\nHost: a\r\nHost: b\r\nX-Request-Id: abc\r\ntraceparent: "
              + trace
              + "\r\n\r\n");
      assertThat(TestPort.readUntil(socket, "}"))
          .startsWith("HTTP/1.1 400 ")
          .contains("x-request-id: abc\r\n")
          .contains("traceparent: " + trace + "\r\n");
    }
  }

  @Test
  void what_the_owner_says_of_a_model_holds_for_its_requests_and_stands_in_its_metadata() {
    Served echo = ScriptedModel.echo("echo", ScriptedModel.spec("x", DataType.FP32, -1, 2));
    Served narrow =
        ScriptedModel.of(
            ScriptedModel.with(
                echo.description(),
                new Served.Declared("Says it again.", Served.Tabular.DEFAULT, 80)),
            echo.predictor());
    String large = "[" + " ".repeat(90) + "[1,2]]";

    try (TestPort port = new TestPort(ScriptedModel.loaded(narrow))) {
      assertThat(port.get("/v2/models/echo").body()).contains("\"description\":\"Says it again.\"");
      assertThat(port.post("/predictions/echo", "[[1,2]]").statusCode()).isEqualTo(200);
      HttpResponse<String> refused = port.post("/predictions/echo", large);
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body())
          .contains("at most 80 bytes")
          .contains("limits.max_request_size of model echo");
    }
    try (TestPort port = new TestPort(ScriptedModel.loaded(narrow), new HttpLimits(40, 1000))) {
      assertThat(port.post("/predictions/echo", large).body())
          .contains("at most 40 bytes")
          .contains("limits.max_body_size of the server");
    }
  }

  @Test
  void an_unknown_content_encoding_is_415_and_a_body_over_the_limit_413() {
    HttpResponse<String> encoded =
        PORT.send(
            PORT.to("/v2/models/echo/infer")
                .header("Content-Encoding", "br")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    assertThat(encoded.statusCode()).isEqualTo(415);

    try (TestPort small = new TestPort(models(), new HttpLimits(100, 1000))) {
      assertThat(small.post("/v2/models/echo/infer", "[" + " ".repeat(200)).statusCode())
          .isEqualTo(413);
    }
  }

  @Test
  void leaving_is_unready_but_still_answers_and_refusing_is_503_with_retry_after() {
    try (TestPort port = new TestPort(models())) {
      String infer =
          "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";
      port.readiness.leave();
      HttpResponse<String> unready = port.get("/v2/health/ready");
      assertThat(unready.statusCode()).isEqualTo(503);
      Golden.check("unready.json", unready.body());
      assertThat(port.post("/v2/models/echo/infer", infer).statusCode()).isEqualTo(200);

      assertThat(port.readiness.refuse().toCompletableFuture()).isCompleted();
      HttpResponse<String> refused = port.post("/v2/models/echo/infer", infer);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
      assertThat(port.get("/v2/health/live").statusCode()).isEqualTo(200);
    }
  }
}
