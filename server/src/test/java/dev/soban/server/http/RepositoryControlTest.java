package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedControl;
import dev.soban.server.ScriptedModel;
import dev.soban.server.access.Access;
import dev.soban.server.control.Changes;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryControlTest {
  private static final String BY = "reload by anonymous@127.0.0.1";

  private final ScriptedControl control = new ScriptedControl();
  private final LoadedModels models =
      ScriptedModel.loaded(ScriptedModel.echo("m", ScriptedModel.spec("x", DataType.FP32, -1, 2)));
  private final TestPort port =
      new TestPort(
          models,
          Access.ofThisMachine(),
          Optional.of(new Changes(control, task -> Thread.ofPlatform().start(task))));

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void loading_looks_for_what_is_new_and_leaves_what_answers() {
    HttpResponse<String> answer = port.post("/v2/repository/models/m/load", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(control.calls).containsExactly(BY);
  }

  @Test
  void loading_makes_the_version_answer_that_answers_by_default() {
    put("2", VersionState.UNLOADED);
    put("10", VersionState.FAILED);

    assertThat(port.post("/v2/repository/models/m/load", "{}").statusCode()).isEqualTo(200);
    models.aliases("m", Map.of("champion", "2"));
    assertThat(port.post("/v2/repository/models/m/load", "{\"parameters\":{}}").statusCode())
        .isEqualTo(200);

    assertThat(control.calls).containsExactly(BY, "load m 10", BY, "load m 2");
  }

  @Test
  void a_model_that_the_repository_only_now_has_is_found() {
    control.before(call -> models.put(status("new", "1", VersionState.UNLOADED)));

    assertThat(port.post("/v2/repository/models/new/load", "").statusCode()).isEqualTo(200);
    assertThat(control.calls).containsExactly(BY, "load new 1");
    assertThat(port.post("/v2/repository/models/nobody/load", "").statusCode()).isEqualTo(404);
    assertThat(port.post("/v2/repository/models/nobody/unload", "").statusCode()).isEqualTo(404);
  }

  @Test
  void unloading_is_of_every_version_that_is_ready() {
    put("2", VersionState.READY);
    put("3", VersionState.FAILED);

    HttpResponse<String> answer =
        port.post(
            "/v2/repository/models/m/unload", "{\"parameters\":{\"unload_dependents\":true}}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(control.calls).containsExactly("unload m 1", "unload m 2");
  }

  @Test
  void what_cannot_be_loaded_is_told_with_its_reason() {
    control.failWith(new ModelNotReady("no file"));

    HttpResponse<String> answer = port.post("/v2/repository/models/m/load", "");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"error\":\"no file\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"parameters\":{\"config\":\"{}\"}} | 501 | parameters.config: models are not uploaded (expected: files in the server's folder)",
        "{\"parameters\":{\"file:1/model.onnx\":\"AA==\"}} | 501 | parameters.file: models are not uploaded (expected: files in the server's folder)",
        "{\"parameters\":{\"unload_dependents\":1}} | 400 | parameters.unload_dependents: 1 (expected: true or false)",
        "{\"parameters\":[]} | 400 | parameters: an array (expected: an object)",
        "[] | 400 | body: an array (expected: an object)",
      })
  void nothing_is_uploaded(String body, int status, String message) {
    HttpResponse<String> answer = port.post("/v2/repository/models/m/load", body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo("{\"error\":\"" + message + "\"}");
    assertThat(control.calls).isEmpty();
  }

  @Test
  void the_extension_is_told_where_it_works() {
    assertThat(port.get("/v2").body()).contains("\"model_repository\"");
    try (TestPort without = new TestPort(models)) {
      assertThat(without.get("/v2").body()).doesNotContain("model_repository");
      HttpResponse<String> answer = without.post("/v2/repository/models/m/load", "");
      assertThat(answer.statusCode()).isEqualTo(501);
      assertThat(answer.body())
          .isEqualTo("{\"error\":\"loading and unloading over this protocol is not offered\"}");
    }
  }

  private void put(String version, VersionState state) {
    models.put(status("m", version, state));
  }

  private static VersionStatus status(String model, String version, VersionState state) {
    return new VersionStatus(model, version, state, "", Optional.empty());
  }
}
