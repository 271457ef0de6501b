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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
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
  void what_was_replaced_is_released_when_its_last_holder_is_gone() {
    ready("1");
    Lease first = models.acquire("m");
    Lease second = models.acquire("m", "1");

    CompletableFuture<Void> released =
        models.replace(status("1", VersionState.READY, served("1"))).toCompletableFuture();
    Lease next = models.acquire("m");

    assertThat(next.served()).isNotSameAs(first.served());
    first.close();
    assertThat(released).isNotDone();
    second.close();
    assertThat(released).succeedsWithin(Duration.ofSeconds(10));
    next.close();
  }

  @Test
  void what_nobody_holds_is_released_at_once() {
    ready("1");
    models.acquire("m").close();

    assertThat(models.replace(status("1", VersionState.DRAINING, served("1")))).isCompleted();
  }

  @Test
  void noting_the_same_version_again_takes_it_from_nobody() {
    Served served = served("1");
    models.put(status("1", VersionState.READY, served));
    Lease held = models.acquire("m");

    assertThat(models.replace(status("1", VersionState.READY, served))).isCompleted();
    CompletableFuture<Void> released =
        models.replace(status("1", VersionState.DRAINING, served)).toCompletableFuture();

    assertThat(released).isNotDone();
    held.close();
    assertThat(released).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void nobody_ever_holds_what_was_released() throws Exception {
    Set<Served> released = ConcurrentHashMap.newKeySet();
    ready("1");
    AtomicBoolean swapping = new AtomicBoolean(true);
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> readers =
          Stream.generate(() -> executor.submit(() -> hold(released, swapping::get)))
              .limit(2)
              .toList();
      for (int i = 0; i < 2_000; i++) {
        Served before = models.resolve("m");
        models
            .replace(status("1", VersionState.READY, served("1")))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
        released.add(before);
      }
      swapping.set(false);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isZero();
      }
    }
  }

  /** How often something was held after its release. */
  private int hold(Set<Served> released, BooleanSupplier more) {
    int wrong = 0;
    while (more.getAsBoolean()) {
      try (Lease lease = models.acquire("m")) {
        wrong += released.contains(lease.served()) ? 1 : 0;
      }
    }
    return wrong;
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

  private static VersionStatus status(String version, VersionState state, Served served) {
    return new VersionStatus("m", version, state, "", Optional.of(served));
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
