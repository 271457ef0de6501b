package dev.soban.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LoadedModelsTest {
  private final LoadedModels models = new LoadedModels();

  @Test
  void without_a_champion_the_highest_ready_version_answers() {
    ready("2");
    ready("10");
    put("11", VersionState.FAILED, "no such file");

    assertThat(models.resolve("m").id().version()).isEqualTo("10");
    assertThat(models.versions("m"))
        .extracting(VersionStatus::version)
        .containsExactly("2", "10", "11");
  }

  @Test
  void the_champion_answers_when_it_is_set_and_other_aliases_when_asked_for() {
    ready("1");
    ready("2");
    models.aliases("m", Map.of("champion", "1", "next", "2"));

    assertThat(models.resolve("m").id().version()).isEqualTo("1");
    assertThat(models.resolve("m", "next").id().version()).isEqualTo("2");
    assertThat(models.resolve("m", "2").id().version()).isEqualTo("2");
    assertThat(models.aliases("m")).containsEntry("next", "2");
  }

  @Test
  void a_champion_that_is_not_ready_hides_behind_no_other_version() {
    ready("1");
    put("2", VersionState.LOADING, "");
    models.aliases("m", Map.of("champion", "2"));

    assertThatThrownBy(() -> models.resolve("m"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessage("model m version 2 is not ready (loading)");
  }

  @Test
  void what_is_not_there_is_not_found() {
    ready("1");
    ready("2");
    models.aliases("ghost", Map.of("champion", "1"));

    assertThatThrownBy(() -> models.resolve("gone")).isInstanceOf(ModelNotFound.class);
    assertThatThrownBy(() -> models.resolve("ghost")).isInstanceOf(ModelNotFound.class);
    assertThatThrownBy(() -> models.resolve("m", "3"))
        .isInstanceOf(ModelNotFound.class)
        .hasMessage("model m: no version 3 (expected: 1, 2)");
  }

  @Test
  void an_alias_of_a_version_that_is_not_there_is_reported_and_answers_nothing() {
    ready("1");
    ready("2");
    models.aliases("m", Map.of("champion", "9", "next", "2", "old", "7"));

    assertThat(models.brokenAliases())
        .containsExactly(
            "alias champion of model m: no version 9 (expected: 1, 2)",
            "alias old of model m: no version 7 (expected: 1, 2)");
    assertThatThrownBy(() -> models.resolve("m"))
        .isInstanceOf(ModelNotFound.class)
        .hasMessage("model m: no version 9 (expected: 1, 2)");
    assertThatThrownBy(() -> models.resolve("m", "old"))
        .isInstanceOf(ModelNotFound.class)
        .hasMessage("model m: no version 7 (expected: 1, 2)");
  }

  @Test
  void when_nothing_is_ready_the_reason_is_told() {
    put("1", VersionState.FAILED, "model.onnx: not there");

    assertThatThrownBy(() -> models.resolve("m"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessage("model m version 1 is not ready (failed): model.onnx: not there");
  }

  @Test
  void a_draining_version_takes_no_more() {
    ready("1");
    models.put(new VersionStatus("m", "1", VersionState.DRAINING, "", Optional.of(served("1"))));

    assertThatThrownBy(() -> models.resolve("m", "1"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessageContaining("draining");
    assertThat(models.all()).hasSize(1);
  }

  @Test
  void readers_always_see_a_whole_state() throws Exception {
    ready("1");
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> writer =
          executor.submit(
              () -> {
                for (int i = 2; i < 300; i++) {
                  ready(Integer.toString(i));
                  models.aliases("m", Map.of("champion", Integer.toString(i)));
                }
              });
      int last = 0;
      while (!writer.isDone()) {
        int seen = Integer.parseInt(models.resolve("m").id().version());
        assertThat(seen).isGreaterThanOrEqualTo(last);
        last = seen;
      }
      writer.get();
    }
    assertThat(models.resolve("m").id().version()).isEqualTo("299");
  }

  private void ready(String version) {
    models.put(
        new VersionStatus("m", version, VersionState.READY, "", Optional.of(served(version))));
  }

  private void put(String version, VersionState state, String reason) {
    models.put(new VersionStatus("m", version, state, reason, Optional.empty()));
  }

  private static Served served(String version) {
    ModelVersion id = new ModelVersion("m", version);
    return new Served(
        new Served.Description(
            id,
            "scripted",
            "cpu",
            new Signature(List.of(), List.of()),
            Map.of(),
            new OutputMeaning.PlainTensors(),
            Served.Declared.NOTHING,
            new Served.Batching(BatchingSettings.DEFAULT, false, 1),
            List.of(),
            List.of(),
            Map.of()),
        request -> {
          throw new AssertionError("never asked");
        },
        new ModelStatistics(() -> 0L),
        () -> 0,
        () -> {});
  }
}
