package dev.soban.server.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import dev.soban.server.http.TestPort;
import dev.soban.server.routes.RouteSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V1HttpTest {
  private static final TestPort PORT = new TestPort(models());

  private static LoadedModels models() {
    LoadedModels models =
        ScriptedModel.loaded(
            ScriptedModel.echo(
                "echo",
                ScriptedModel.spec("x", DataType.FP32, -1, 2),
                ScriptedModel.spec("s", DataType.BYTES, -1)));
    models.aliases("echo", Map.of("blue", "1"));
    models.put(new VersionStatus("echo", "2", VersionState.FAILED, "cut off", Optional.empty()));
    models.put(new VersionStatus("away", "1", VersionState.UNLOADED, "", Optional.empty()));
    return models;
  }

  @AfterAll
  static void stop() {
    PORT.endWithNothingHeld();
    PORT.close();
  }

  @Test
  void models_are_listed_and_told_as_kserve_does() {
    assertThat(PORT.get("/v1/models").body()).isEqualTo("{\"models\":[\"away\",\"echo\"]}");
    assertThat(PORT.get("/v1/models/echo").body()).isEqualTo("{\"name\":\"echo\",\"ready\":true}");
    HttpResponse<String> away = PORT.get("/v1/models/away");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.body()).startsWith("{\"name\":\"away\",\"ready\":false,\"error\":");
  }

  @Test
  void or_as_tensorflow_serving_does() {
    RouteSettings tensorflow = new RouteSettings(StatusForm.TENSORFLOW, false, Optional.empty());
    String first =
        "{\"version\":\"1\",\"state\":\"AVAILABLE\","
            + "\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}";
    String second =
        "{\"version\":\"2\",\"state\":\"END\","
            + "\"status\":{\"error_code\":\"INTERNAL\",\"error_message\":\"cut off\"}}";
    try (TestPort port = new TestPort(models(), tensorflow)) {
      assertThat(port.get("/v1/models/echo").body())
          .isEqualTo("{\"model_version_status\":[" + first + "," + second + "]}");
      assertThat(port.get("/v1/models/away").statusCode()).isEqualTo(200);
    }
    for (String path : new String[] {"versions/1", "labels/blue"}) {
      assertThat(PORT.get("/v1/models/echo/" + path).body())
          .isEqualTo("{\"model_version_status\":[" + first + "]}");
    }
    assertThat(PORT.get("/v1/models/echo/versions/2").body()).contains(second);
    assertThat(PORT.get("/v1/models/echo/versions/3").body())
        .isEqualTo("{\"error\":\"model echo: no version 3 (expected: 1, 2)\"}");
    assertThat(PORT.get("/v1/models/echo/labels/red").statusCode()).isEqualTo(404);
  }

  @Test
  void the_signature_is_told_in_types_of_tensorflow() {
    String metadata = PORT.get("/v1/models/echo/metadata").body();

    assertThat(metadata)
        .startsWith(
            "{\"model_spec\":{\"name\":\"echo\",\"signature_name\":\"\",\"version\":\"1\"},"
                + "\"metadata\":{\"signature_def\":{\"signature_def\":{\"serving_default\":{"
                + "\"inputs\":{\"x\":{\"dtype\":\"DT_FLOAT\",\"tensor_shape\":{\"dim\":["
                + "{\"size\":\"-1\",\"name\":\"\"},{\"size\":\"2\",\"name\":\"\"}],"
                + "\"unknown_rank\":false},\"name\":\"x:0\"}")
        .contains("\"s\":{\"dtype\":\"DT_STRING\"")
        .endsWith("\"method_name\":\"tensorflow/serving/predict\"}}}}}");
    assertThat(PORT.get("/v1/models/echo/labels/blue/metadata").body()).isEqualTo(metadata);
    assertThat(PORT.get("/v1/models/echo/versions/1/metadata").body()).isEqualTo(metadata);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models/echo:predict",
    "/v1/models/ec%68o%3Apredict",
    "/v1/models/echo/versions/1:predict",
    "/v1/models/echo/labels/blue:predict"
  })
  void a_version_may_be_named_by_number_or_label(String path) {
    HttpResponse<String> answer = PORT.post(path, "{\"instances\":[{\"x\":[1,2],\"s\":\"a\"}]}");

    assertThat(answer.body()).isEqualTo("{\"predictions\":[{\"x\":[1.0,2.0],\"s\":\"a\"}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1, 404",
    "GET, /v1/modells, 404",
    "GET, /v1/models/, 404",
    "POST, /v1/models/:predict, 404",
    "POST, /v1/models/echo:forecast, 404",
    "GET, /v1/models/echo/versions/, 404",
    "POST, /v1/models/echo/versions/:predict, 404",
    "GET, /v1/models/echo/versions, 404",
    "GET, /v1/models/echo/versions//metadata, 404",
    "GET, /v1/models/echo/aliases/blue, 404",
    "GET, /v1/models/echo/versions/1/metadata/x, 404",
    "GET, /v1/models/echo:predict, 405",
    "POST, /v1/models/echo, 405",
    "POST, /v1/models/echo/metadata, 405",
    "POST, /v1/models/nobody:predict, 404",
    "POST, /v1/models/away:predict, 503",
    "POST, /v1/models/echo/versions/2:predict, 503",
    "POST, /v1/models/echo:predict, 400",
    "POST, /v1/models/echo:explain, 501",
    "GET, /v1/models/nobody/metadata, 404"
  })
  void what_does_not_work_has_its_status_and_one_error_text(
      String method, String path, int status) {
    HttpResponse<String> answer =
        PORT.send(PORT.to(path).method(method, HttpRequest.BodyPublishers.noBody()).build());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"").doesNotContain("\"code\"");
  }

  @Test
  void refusing_at_shutdown_is_503_with_retry_after() {
    try (TestPort port = new TestPort(models())) {
      assertThat(port.readiness.refuse().toCompletableFuture()).isCompleted();
      HttpResponse<String> refused =
          port.post("/v1/models/echo:predict", "{\"instances\":[{\"x\":[1,2],\"s\":\"a\"}]}");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    }
  }
}
