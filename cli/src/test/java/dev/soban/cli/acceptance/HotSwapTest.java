package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.cli.serve.RunningServer;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.core.time.Await;
import dev.soban.repository.yaml.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions, aliases and settings change under load, and no request notices. */
class HotSwapTest {
  private static final int CHANGES = 100;
  private static final int CALLERS = 4;

  @TempDir Path models;
  @TempDir Path data;

  @Test
  void a_hundred_swaps_of_versions_under_load_fail_no_request() throws Exception {
    iris("1");
    iris("2");
    try (RunningServer server = RunningServer.of(models, data, List.of());
        Callers callers = new Callers(server.url(), CALLERS)) {
      ModelControl control = server.control();
      for (int i = 0; i < CHANGES; i++) {
        String version = i % 2 == 0 ? "1" : "2";
        if (i % 4 < 2) {
          control.alias("iris", "champion", version, "test");
        } else {
          control.load("iris", version, "test");
        }
        awaitAnswers(callers, 10);
      }

      assertThat(callers.end()).isEmpty();
      assertThat(callers.versions()).containsExactlyInAnyOrder("1", "2");
    }
  }

  @Test
  void a_hundred_reloads_under_load_fail_no_request_and_a_bad_file_keeps_the_old_settings()
      throws Exception {
    iris("1");
    try (RunningServer server = RunningServer.of(models, data, List.of());
        Callers callers = new Callers(server.url(), CALLERS)) {
      for (int i = 0; i < CHANGES; i++) {
        boolean bad = i % 10 == 9;
        settings(bad ? "batching: {max_batch_size: zero}" : "description: change " + i);
        List<String> lines = server.control().reload("test");
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
            .contains(bad ? "what was there before serves on" : "loaded anew");
        awaitAnswers(callers, 10);
      }

      assertThat(callers.end()).isEmpty();
      assertThat(server.models().resolve("iris").description().declared().description())
          .isEqualTo("change 98");
    }
  }

  @Test
  void what_was_decided_outlives_the_server() throws Exception {
    iris("1");
    iris("2");
    iris("3");
    try (RunningServer server = RunningServer.of(models, data, List.of())) {
      server.control().alias("iris", "champion", "1", "test");
      server.control().alias("iris", "champion", "2", "test");
      server.control().unload("iris", "3", "test");
    }
    try (RunningServer server = RunningServer.of(models, data, List.of())) {
      assertThat(server.models().resolve("iris").id().version()).isEqualTo("2");
      assertThatThrownBy(() -> server.models().resolve("iris", "3"))
          .hasMessageContaining("unloaded by hand");
      assertThat(server.control().rollback("iris", "champion", "test")).isEqualTo("1");
    }
    try (RunningServer server = RunningServer.of(models, data, List.of())) {
      assertThat(server.models().resolve("iris").id().version()).isEqualTo("1");
    }
    assertThat(Files.readAllLines(data.resolve("audit.jsonl")))
        .anyMatch(line -> line.contains("\"rollback\"") && line.contains("\"outcome\":\"done\""));
  }

  @Test
  void a_version_that_answers_its_golden_example_otherwise_is_refused() throws Exception {
    iris("1");
    iris("2");
    golden("1", "1, 0, 0");
    golden("2", "0, 0, 1");
    try (RunningServer server = RunningServer.of(models, data, List.of())) {
      assertThat(server.models().resolve("iris").id().version()).isEqualTo("1");
      assertThatThrownBy(() -> server.control().load("iris", "2", "test"))
          .isInstanceOf(ModelNotReady.class)
          .hasMessageContaining("golden/setosa.json: output probabilities: element 0: ")
          .hasMessageContaining("(expected: 0.0 within 0.2)");

      golden("2", "1, 0, 0");
      assertThat(server.control().load("iris", "2", "test").state()).isEqualTo(VersionState.READY);
    }
  }

  @Test
  void a_watched_folder_is_followed_once_it_rests() throws Exception {
    iris("1");
    List<Overlay> watching =
        List.of(
            new Overlay("lifecycle.watch", "true", "test"),
            new Overlay("lifecycle.watch_interval", "100ms", "test"));
    try (RunningServer server = RunningServer.of(models, data, watching)) {
      iris("2");
      awaitVersion(server, "2");
      settings("description: watched");
      Await.until(
          "new settings serve",
          () ->
              server
                  .models()
                  .resolve("iris")
                  .description()
                  .declared()
                  .description()
                  .equals("watched"));
      Files.delete(models.resolve("iris/2/model.onnx"));
      Files.delete(models.resolve("iris/2"));
      awaitVersion(server, "1");
    }
  }

  @Test
  void a_second_server_on_the_same_data_is_refused() throws Exception {
    iris("1");
    try (RunningServer server = RunningServer.of(models, data, List.of())) {
      assertThat(server.models().resolve("iris")).isNotNull();
      assertThatThrownBy(() -> RunningServer.of(models, data, List.of()))
          .hasMessageContaining("in use by another process");
    }
  }

  private static void awaitVersion(RunningServer server, String version) {
    Await.until("version " + version + " answers", () -> answers(server, version));
  }

  private static boolean answers(RunningServer server, String version) {
    try {
      return server.models().resolve("iris").id().version().equals(version);
    } catch (PredictionException e) {
      return false;
    }
  }

  private static void awaitAnswers(Callers callers, long more) {
    long enough = callers.answered() + more;
    Await.until(more + " more answers", () -> callers.answered() >= enough);
  }

  private void iris(String version) throws IOException {
    Path folder = Files.createDirectories(models.resolve("iris").resolve(version));
    Files.copy(
        Path.of(System.getProperty("user.dir"), "../examples/models/iris/1/model.onnx"),
        folder.resolve("model.onnx"));
  }

  private void settings(String yaml) throws IOException {
    Files.writeString(models.resolve("iris/model.yaml"), yaml + "\n");
  }

  /** The first flower of the data, which is a setosa. */
  private void golden(String version, String probabilities) throws IOException {
    Path folder = Files.createDirectories(models.resolve("iris/" + version + "/golden"));
    Files.writeString(
        folder.resolve("setosa.json"),
        """
        {"request": {"inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 4],
                                 "data": [5.1, 3.5, 1.4, 0.2]}]},
         "response": {"outputs": [{"name": "probabilities", "datatype": "FP32",
                                   "shape": [1, 3], "data": [%s]}]},
         "tolerance": 0.2}
        """
            .formatted(probabilities));
  }
}
