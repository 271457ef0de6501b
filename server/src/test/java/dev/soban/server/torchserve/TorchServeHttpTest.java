package dev.soban.server.torchserve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import dev.soban.server.http.TestPort;
import dev.soban.server.routes.RouteSettings;
import dev.soban.server.v1.StatusForm;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchServeHttpTest {
  private static final Served ECHO =
      ScriptedModel.echo(
          "echo",
          ScriptedModel.spec("x", DataType.FP32, -1, 2),
          ScriptedModel.spec("s", DataType.BYTES, -1));
  private static final TestPort PORT = new TestPort(models());

  private static LoadedModels models() {
    LoadedModels models = ScriptedModel.loaded(ECHO, ScriptedModel.echo("other"));
    models.aliases("echo", Map.of("blue", "1"));
    models.put(
        new VersionStatus(
            "echo", "2", VersionState.FAILED, "model.onnx: cut off", Optional.empty()));
    return models;
  }

  @AfterAll
  static void stop() {
    PORT.endWithNothingHeld();
    PORT.close();
  }

  @Test
  void fields_of_a_form_are_the_inputs_they_are_named_after() {
    HttpResponse<String> answer =
        form("/predictions/echo", field("x", "", "1.5,2"), field("s", "; filename=f", "소반"));

    assertThat(answer.body())
        .isEqualTo(
            "{\"model\":\"echo\",\"version\":\"1\","
                + "\"outputs\":{\"x\":[[1.5,2.0]],\"s\":[\"소반\"]}}");
    assertThat(
            form("/predictions/echo", field("x", "", "[[1,2],[3,4]]"), field("s", "", "a")).body())
        .contains("\"x\":[[1.0,2.0],[3.0,4.0]]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "body", "anything"})
  void a_single_field_is_taken_as_the_body_itself(String name) {
    String json = "{\"x\":[[1,2]],\"s\":[\"a\"]}";

    assertThat(form("/predictions/echo", field(name, "; filename=\"a.json\"", json)).statusCode())
        .isEqualTo(200);
    assertThat(form("/models/echo/invoke", field(name, "", json)).statusCode()).isEqualTo(200);
  }

  @Test
  void fields_that_are_no_inputs_and_fields_given_twice_are_refused() {
    assertThat(form("/predictions/echo", field("x", "", "1,2"), field("top", "", "3")).body())
        .contains("\"code\":400", "part top: no such input (expected: x, s; or a single part");
    assertThat(form("/predictions/echo", field("x", "", "1,2"), field("x", "", "1,2")).body())
        .contains("part x: given twice");
    assertThat(form("/predictions/echo", field("s", "", "a"), field("x", "", "1;2")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void ping_tells_whether_the_server_takes_work() {
    try (TestPort port = new TestPort(models())) {
      assertThat(port.get("/ping").body()).isEqualTo("{\"status\":\"Healthy\"}");
      port.readiness.leave();
      HttpResponse<String> unhealthy = port.get("/ping");
      assertThat(unhealthy.statusCode()).isEqualTo(503);
      assertThat(unhealthy.body()).isEqualTo("{\"status\":\"Unhealthy\"}");
    }
  }

  @Test
  void models_are_listed_in_pages() {
    assertThat(PORT.get("/models").body())
        .isEqualTo(
            "{\"models\":[{\"modelName\":\"echo\",\"modelUrl\":\"echo\"},"
                + "{\"modelName\":\"other\",\"modelUrl\":\"other\"}]}");
    assertThat(PORT.get("/models?limit=1").body())
        .isEqualTo(
            "{\"nextPageToken\":\"1\",\"models\":[{\"modelName\":\"echo\",\"modelUrl\":\"echo\"}]}");
    assertThat(PORT.get("/models?limit=1&next_page_token=1").body())
        .isEqualTo("{\"models\":[{\"modelName\":\"other\",\"modelUrl\":\"other\"}]}");
    assertThat(PORT.get("/models?next_page_token=2147483647&limit=2147483647").body())
        .isEqualTo("{\"models\":[]}");
    assertThat(PORT.get("/models?limit=0").body()).contains("limit: 0 (expected: an integer >= 1)");
    assertThat(PORT.get("/models?next_page_token=x").statusCode()).isEqualTo(400);
  }

  @Test
  void versions_are_described_as_they_are() {
    String first =
        "{\"modelName\":\"echo\",\"modelVersion\":\"1\",\"modelUrl\":\"echo/1\","
            + "\"engine\":\"onnxruntime_onnx\",\"minWorkers\":2,\"maxWorkers\":2,"
            + "\"batchSize\":10,\"maxBatchDelay\":0,\"workers\":["
            + "{\"id\":\"0\",\"status\":\"READY\",\"gpu\":false},"
            + "{\"id\":\"1\",\"status\":\"READY\",\"gpu\":false}],"
            + "\"jobQueueStatus\":{\"pendingRequests\":3}}";
    String second =
        "{\"modelName\":\"echo\",\"modelVersion\":\"2\",\"modelUrl\":\"echo/2\","
            + "\"minWorkers\":0,\"maxWorkers\":0,\"workers\":[],"
            + "\"status\":\"FAILED\",\"reason\":\"model.onnx: cut off\"}";

    assertThat(PORT.get("/models/echo").body()).isEqualTo("[" + first + "]");
    assertThat(PORT.get("/models/echo/blue").body()).isEqualTo("[" + first + "]");
    assertThat(PORT.get("/models/echo/2").body()).isEqualTo("[" + second + "]");
    assertThat(PORT.get("/models/echo/all").body()).isEqualTo("[" + first + "," + second + "]");
    assertThat(PORT.get("/models/echo/3").body()).contains("\"code\":404", "no version 3");
    assertThat(PORT.get("/models/nobody").body()).contains("\"code\":404", "\"ModelNotFound\"");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /models?url=x.mar",
    "PUT, /models/echo?min_worker=3",
    "DELETE, /models/echo/1",
    "PUT, /models/echo/1/set-default",
    "PUT, /models/echo/invoke"
  })
  void changes_are_refused_with_the_way_to_make_them(String method, String path) {
    HttpResponse<String> answer = PORT.send(empty(method, path));

    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body())
        .contains("\"type\":\"Unsupported\"", "/admin/models/{model}/versions/{version}:load");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /explanations/echo, 405",
    "POST, /explanations/echo/1, 501",
    "POST, /ping, 405",
    "GET, /ping/x, 404",
    "GET, /models/echo/1/2, 404",
    "POST, /models/echo/1/2, 404",
    "PATCH, /models, 405",
    "GET, /models/, 404",
    "GET, /, 404",
    "OPTIONS, /v2, 405",
    "OPTIONS, /, 200",
    "HEAD, /api-description, 200"
  })
  void paths_and_methods_are_told_apart(String method, String path, int status) {
    assertThat(PORT.send(empty(method, path)).statusCode()).isEqualTo(status);
  }

  @Test
  void the_description_names_the_models_that_answer() {
    assertThat(PORT.get("/api-description").body())
        .startsWith("{\"openapi\":\"3.0.1\",\"info\":{\"title\":\"Soban\",\"version\":\"9.9.9\"}")
        .contains("\"/predictions/echo\":{\"post\"", "\"/predictions/other\"");
  }

  @ParameterizedTest
  @CsvSource({
    "false, 429, Overloaded, 504, DeadlineExceeded",
    "true, 503, ServiceUnavailableException, 408, RequestTimeoutException"
  })
  void status_codes_are_those_of_the_other_routes_or_those_of_torchserve(
      boolean torchServe, int full, String fullType, int late, String lateType) {
    Served busy =
        failing(new PredictionException.Overloaded("full", Duration.ofSeconds(3)), "busy");
    Served slow = failing(new PredictionException.DeadlineExceeded("late"), "slow");
    RouteSettings settings = new RouteSettings(StatusForm.KSERVE, torchServe, Optional.empty());
    try (TestPort port = new TestPort(ScriptedModel.loaded(busy, slow), settings)) {
      HttpResponse<String> refused = port.post("/predictions/busy", "[[1,2]]");
      assertThat(refused.statusCode()).isEqualTo(full);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("3");
      assertThat(refused.body()).contains("\"code\":" + full, "\"type\":\"" + fullType + "\"");
      assertThat(port.post("/predictions/slow", "[[1,2]]").body())
          .contains("\"code\":" + late, "\"type\":\"" + lateType + "\"");
      assertThat(port.post("/predictions/nobody", "1").statusCode()).isEqualTo(404);
      assertThat(port.post("/v2/models/busy/infer", "{}").statusCode()).isEqualTo(400);
      port.endWithNothingHeld();
    }
  }

  private static Served failing(PredictionException failure, String name) {
    return ScriptedModel.of(
        ScriptedModel.echo(name, ScriptedModel.spec("x", DataType.FP32, -1, 2)).description(),
        request -> CompletableFuture.failedFuture(failure));
  }

  private static HttpRequest empty(String method, String path) {
    return PORT.to(path).method(method, HttpRequest.BodyPublishers.noBody()).build();
  }

  private static String field(String name, String more, String content) {
    return "--x\r\nContent-Disposition: form-data; name=\""
        + name
        + "\""
        + more
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  private static HttpResponse<String> form(String path, String... fields) {
    return PORT.send(
        PORT.to(path)
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("", fields) + "--x--\r\n"))
            .build());
  }
}
