package dev.soban.core.lifecycle.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.soban.core.engine.WorkloadReport;
import dev.soban.core.lifecycle.Lease;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.lifecycle.change.Repository.Rejected;
import dev.soban.core.lifecycle.state.LifecycleState;
import dev.soban.core.lifecycle.state.StateStore;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.time.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final LoadedModels models = new LoadedModels();
  private final ScriptedRepository repository = new ScriptedRepository();
  private final RememberingStore store = new RememberingStore();
  private final AtomicLong millis = new AtomicLong(1_000);

  /** Keeps in memory what a real store keeps on disk, and refuses when told so. */
  private static final class RememberingStore implements StateStore {
    LifecycleState state = LifecycleState.EMPTY;
    final List<AuditEntry> audit = new ArrayList<>();
    boolean full;

    @Override
    public LifecycleState read() {
      return state;
    }

    @Override
    public synchronized void commit(LifecycleState next, AuditEntry entry) {
      if (full) {
        throw new Unavailable("state.json: no space left");
      }
      state = next;
      audit.add(entry);
    }

    @Override
    public synchronized void note(AuditEntry entry) {
      audit.add(entry);
    }
  }

  @Test
  void a_new_version_is_loaded_beside_and_answers_once_it_is_ready() {
    Lifecycle lifecycle = started(repository.with("m", "1"));
    repository.with("m", "2");

    VersionStatus loaded = lifecycle.load("m", "2", "test");

    assertThat(loaded.state()).isEqualTo(VersionState.READY);
    assertThat(models.resolve("m").id().version()).isEqualTo("2");
    assertThat(models.resolve("m", "1").id().version()).isEqualTo("1");
    assertThat(repository.open).hasSize(2);
  }

  @Test
  void loading_anew_switches_and_frees_the_old_one_after_its_last_request() {
    Lifecycle lifecycle = started(repository.with("m", "1"));
    Lease held = models.acquire("m");

    lifecycle.load("m", "1", "test");

    assertThat(models.resolve("m")).isNotSameAs(held.served());
    assertThat(repository.open).hasSize(2).contains(held.served());
    held.close();
    awaitOpen(1);
    assertThat(repository.open).containsExactly(models.resolve("m"));
  }

  @Test
  void what_fails_to_load_leaves_what_was_there_serving() {
    Lifecycle lifecycle = started(repository.with("m", "1"));
    Served before = models.resolve("m");
    repository.failing("m", "1", "model.onnx: cut off").failing("m", "2", "no such opset");

    assertThatThrownBy(() -> lifecycle.load("m", "1", "test"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessage("model m/1 cannot be loaded: model.onnx: cut off");
    assertThatThrownBy(() -> lifecycle.load("m", "2", "test"))
        .hasMessageContaining("no such opset");

    assertThat(models.resolve("m")).isSameAs(before);
    assertThat(status("2").state()).isEqualTo(VersionState.FAILED);
    assertThat(store.audit.getLast().outcome()).contains("no such opset");
  }

  @Test
  void what_breaks_while_loading_is_a_reason_not_a_crash() {
    Lifecycle lifecycle = started(repository.with("m", "1"));
    repository.with(
        "m",
        "2",
        "s",
        "f",
        () -> {
          throw new OutOfMemoryError("native");
        });

    assertThatThrownBy(() -> lifecycle.load("m", "2", "test"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessageContaining("unexpected failure: java.lang.OutOfMemoryError: native");
    assertThat(models.resolve("m").id().version()).isEqualTo("1");
  }

  @Test
  void unloading_answers_what_was_accepted_and_survives_a_restart() throws Exception {
    Lifecycle lifecycle = started(repository.with("m", "1").with("m", "2"));
    Lease held = models.acquire("m", "2");

    CompletableFuture<Void> unloading =
        CompletableFuture.runAsync(
            () -> lifecycle.unload("m", "2", "test"), LifecycleTest::background);
    awaitState("2", VersionState.DRAINING);
    assertThat(models.resolve("m").id().version()).isEqualTo("1");
    assertThat(unloading).isNotDone();
    held.close();
    unloading.get(10, TimeUnit.SECONDS);

    assertThat(status("2").state()).isEqualTo(VersionState.UNLOADED);
    assertThat(repository.open).hasSize(1);
    LoadedModels restarted = new LoadedModels();
    start(restarted, Lifecycle.Settings.DEFAULT);
    assertThat(restarted.resolve("m").id().version()).isEqualTo("1");
    assertThatThrownBy(() -> restarted.resolve("m", "2"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessageContaining("unloaded by hand");
  }

  @Test
  void unloading_waits_no_longer_than_the_drain_time_and_ends_later_by_itself() {
    repository.with("m", "1");
    Lifecycle lifecycle =
        start(
            models,
            new Lifecycle.Settings(
                new MemoryBudget(MemoryBudget.UNBOUNDED), Duration.ofMillis(20)));
    Lease held = models.acquire("m");

    assertThatThrownBy(() -> lifecycle.unload("m", "1", "test"))
        .isInstanceOf(DeadlineExceeded.class)
        .hasMessageContaining("still drains");
    assertThat(status("1").state()).isEqualTo(VersionState.DRAINING);
    held.close();

    awaitState("1", VersionState.UNLOADED);
  }

  @Test
  void an_alias_moves_at_once_and_back_again_after_a_restart() {
    repository.with("m", "1").with("m", "2").aliased("m", "1", Map.of("champion", "1"));
    Lifecycle lifecycle = started(repository);
    assertThat(models.resolve("m").id().version()).isEqualTo("1");

    assertThat(lifecycle.alias("m", "champion", "2", "kim")).isEqualTo("1");
    assertThat(models.resolve("m").id().version()).isEqualTo("2");

    LoadedModels restarted = new LoadedModels();
    Lifecycle again = start(restarted, Lifecycle.Settings.DEFAULT);
    assertThat(restarted.resolve("m").id().version()).isEqualTo("2");
    assertThat(again.rollback("m", "champion", "lee")).isEqualTo("1");
    assertThat(restarted.resolve("m").id().version()).isEqualTo("1");
    assertThat(again.rollback("m", "champion", "lee")).isEqualTo("2");
    assertThat(store.audit.getLast())
        .isEqualTo(new StateStore.AuditEntry("lee", "rollback", "m", "champion", "1", "2", "done"));
  }

  @Test
  void an_alias_loads_what_it_shall_name_and_never_names_what_does_not_load() {
    repository.with("m", "1").with("m", "2");
    Lifecycle lifecycle = started(repository);
    lifecycle.alias("m", "champion", "1", "kim");
    lifecycle.unload("m", "2", "test");

    lifecycle.alias("m", "champion", "2", "kim");
    assertThat(models.resolve("m").id().version()).isEqualTo("2");

    lifecycle.alias("m", "champion", "1", "kim");
    lifecycle.unload("m", "2", "test");
    repository.failing("m", "2", "cut off");
    assertThatThrownBy(() -> lifecycle.alias("m", "champion", "2", "kim"))
        .hasMessageContaining("cut off");
    assertThat(models.resolve("m").id().version()).isEqualTo("1");
    assertThat(store.audit.getLast().outcome()).contains("cut off");
  }

  @Test
  void wrong_wishes_change_nothing() {
    Lifecycle lifecycle = started(repository.with("m", "1"));
    repository.rejected.add(new Rejected("m", "3", "model.onnx: a hard link"));

    assertThatThrownBy(() -> lifecycle.alias("m", "12", "1", "kim"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("alias: 12 (expected: a name");
    assertThatThrownBy(() -> lifecycle.alias("m", "next", "9", "kim"))
        .isInstanceOf(ModelNotFound.class)
        .hasMessage("model m: no version 9 (expected: 1)");
    assertThatThrownBy(() -> lifecycle.alias("none", "next", "9", "kim"))
        .isInstanceOf(ModelNotFound.class);
    assertThatThrownBy(() -> lifecycle.load("m", "9", "test"))
        .isInstanceOf(ModelNotFound.class)
        .hasMessage("model m: no version 9 in the repository (expected: 1)");
    assertThatThrownBy(() -> lifecycle.load("m", "3", "test"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessageContaining("a hard link");
    assertThatThrownBy(() -> lifecycle.unload("m", "9", "test")).isInstanceOf(ModelNotFound.class);
    assertThatThrownBy(() -> lifecycle.pin("m", "9", true, "test"))
        .isInstanceOf(ModelNotFound.class);
    assertThatThrownBy(() -> lifecycle.rollback("m", "champion", "kim"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("never named another version");
    assertThat(models.aliases("m")).isEmpty();
  }

  @Test
  void a_store_that_cannot_write_stops_every_change_before_it_takes_effect() {
    repository.with("m", "1").with("m", "2");
    Lifecycle lifecycle = started(repository);
    lifecycle.alias("m", "champion", "1", "kim");
    Served before = models.resolve("m", "1");
    store.full = true;

    List<Runnable> changes =
        List.of(
            () -> lifecycle.alias("m", "champion", "2", "kim"),
            () -> lifecycle.load("m", "1", "test"),
            () -> lifecycle.unload("m", "1", "test"),
            () -> lifecycle.pin("m", "1", true, "test"));
    for (Runnable change : changes) {
      assertThatThrownBy(change::run).isInstanceOf(Unavailable.class);
    }

    assertThat(models.resolve("m")).isSameAs(before);
    assertThat(repository.open).hasSize(2);
    store.full = false;
    lifecycle.alias("m", "champion", "2", "kim");
    assertThat(models.resolve("m").id().version()).isEqualTo("2");
  }

  @Test
  void a_version_that_breaks_the_interface_its_name_promises_is_refused() {
    started(repository.with("m", "1.2.0-a.b"));
    repository.remove("m", "1.2.0-a.b");
    repository.with(
        "m",
        "1.2.1-a.b",
        "s",
        "f",
        () -> repository.served("m", "1.2.1-a.b", ScriptedRepository.signature(5)));
    Lifecycle restarted = start(new LoadedModels(), Lifecycle.Settings.DEFAULT);

    assertThatThrownBy(() -> restarted.load("m", "1.2.1-a.b", "test"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("inputs: ")
        .hasMessageContaining("as in 1.2.0-a.b");
    assertThat(repository.open).hasSize(1);
  }

  @Test
  void changes_of_one_model_wait_for_one_another_and_others_go_on() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Lifecycle lifecycle = started(repository.with("m", "1").with("other", "1"));
    repository.with(
        "m",
        "2",
        "s",
        "f",
        () -> {
          loading.countDown();
          awaitQuietly(go);
          return repository.served("m", "2", ScriptedRepository.SIGNATURE);
        });
    CompletableFuture<?> first =
        CompletableFuture.runAsync(
            () -> lifecycle.load("m", "2", "test"), LifecycleTest::background);
    loading.await();
    CompletableFuture<?> second =
        CompletableFuture.runAsync(
            () -> lifecycle.alias("m", "stable", "1", "kim"), LifecycleTest::background);

    lifecycle.alias("other", "champion", "1", "kim");
    assertThat(models.resolve("m").id().version()).isEqualTo("1");
    assertThat(second).isNotDone();
    go.countDown();

    first.get(10, TimeUnit.SECONDS);
    second.get(10, TimeUnit.SECONDS);
    assertThat(models.resolve("m").id().version()).isEqualTo("2");
    assertThat(store.audit)
        .extracting(StateStore.AuditEntry::action, StateStore.AuditEntry::model)
        .endsWith(tuple("alias", "other"), tuple("load", "m"), tuple("alias", "m"));
  }

  @Test
  void a_reload_follows_the_folder_and_keeps_what_is_wrong_out() {
    Lifecycle lifecycle =
        started(repository.with("m", "1").with("m", "2").with("n", "1").with("old", "1"));
    lifecycle.alias("m", "champion", "1", "kim");
    Served first = models.resolve("m", "1");
    Served second = models.resolve("m", "2");
    repository.with("m", "1", "other settings", "files");
    repository.with("m", "2", "settings", "other files");
    repository.with("m", "3").failing("m", "4", "cut off");
    repository.remove("old", "1");
    repository.remove("n", "1");
    repository.rejected.add(new Rejected("n", Rejected.WHOLE_MODEL, "model.yaml:1:1: nonsense"));

    List<String> lines = lifecycle.reload("kim");

    assertThat(lines)
        .containsExactly(
            "m/1: loaded anew with changed settings",
            "m/2: its files changed, but a loaded version never does (expected: a new version, or"
                + " loading this one by hand)",
            "m/3: loaded",
            "model m/4 cannot be loaded: cut off",
            "n/-: model.yaml:1:1: nonsense; what was there before serves on",
            "old/1: gone from the models folder, unloaded");
    assertThat(models.resolve("m", "1")).isNotSameAs(first);
    assertThat(models.resolve("m", "2")).isSameAs(second);
    assertThat(models.resolve("n").id().version()).isEqualTo("1");
    awaitOpen(4);
    Await.until("the old model is forgotten", () -> models.statuses("old").isEmpty());
    assertThatThrownBy(() -> models.resolve("old")).isInstanceOf(ModelNotFound.class);
    assertThat(lifecycle.reload("kim")).doesNotContain("m/3: loaded");
  }

  @Test
  void a_version_that_another_is_chosen_over_leaves_once_the_other_is_ready() {
    Lifecycle lifecycle = started(repository.with("m", "1"));
    repository.remove("m", "1");
    repository.passedOver.add(new ModelVersion("m", "1"));
    repository.failing("m", "2", "cut off");

    assertThat(lifecycle.reload("kim"))
        .containsExactly(
            "model m/2 cannot be loaded: cut off",
            "m/1: no longer among the versions to be served, but kept, as no other version is"
                + " ready");
    assertThat(models.resolve("m").id().version()).isEqualTo("1");

    repository.with("m", "2", "settings", "mended files");
    assertThat(lifecycle.reload("kim"))
        .containsExactly("m/2: loaded", "m/1: no longer among the versions to be served, unloaded");
    assertThat(models.resolve("m").id().version()).isEqualTo("2");
    awaitOpen(1);
  }

  @Test
  void what_an_alias_names_stays_when_its_folder_goes() {
    repository.with("m", "1").with("m", "2").aliased("m", "1", Map.of("champion", "1"));
    Lifecycle lifecycle = started(repository);
    repository.remove("m", "1");

    assertThat(lifecycle.reload("kim"))
        .containsExactly(
            "m/1: gone from the models folder, but kept, as aliases name it: [champion]");
    assertThat(models.resolve("m").id().version()).isEqualTo("1");
  }

  @Test
  void the_version_not_used_for_longest_leaves_for_another_and_comes_back_when_asked_for() {
    repository.with("a", "1").with("b", "1").with("c", "1");
    Lifecycle lifecycle = start(models, budget(250));
    assertThat(status("a", "1").state()).isEqualTo(VersionState.READY);
    assertThat(status("b", "1").state()).isEqualTo(VersionState.READY);
    assertThat(status("c", "1").state()).isEqualTo(VersionState.UNLOADED);
    lifecycle.pin("a", "1", true, "test");

    assertThatThrownBy(() -> models.acquire("c"))
        .isInstanceOf(ModelNotReady.class)
        .satisfies(
            e -> assertThat(((ModelNotReady) e).retryAfter()).isEqualTo(Duration.ofSeconds(1)));

    awaitState("c", "1", VersionState.READY);
    assertThat(status("a", "1").state()).isEqualTo(VersionState.READY);
    assertThat(status("b", "1").state()).isEqualTo(VersionState.UNLOADED);
    assertThatThrownBy(() -> models.resolve("b")).hasMessageContaining("for want of memory");
    awaitState("b", "1", VersionState.READY);
    awaitOpen(2);
  }

  @Test
  void what_does_not_fit_beside_pinned_versions_is_refused() {
    repository.with("a", "1").with("b", "1");
    Lifecycle lifecycle = start(models, budget(150));
    lifecycle.pin("a", "1", true, "test");

    assertThatThrownBy(() -> lifecycle.load("b", "1", "test"))
        .isInstanceOf(ModelNotReady.class)
        .hasMessageContaining("lifecycle.memory_budget");
    assertThat(status("a", "1").state()).isEqualTo(VersionState.READY);
  }

  @Test
  void a_version_whose_runs_hang_again_and_again_is_loaded_anew() {
    Lifecycle lifecycle = started(repository.with("m", "1"));
    Served plain = models.resolve("m");

    lifecycle.revive(plain);
    assertThat(models.resolve("m")).isSameAs(plain);

    Served hanging =
        new Served(
            plain.description(),
            plain.predictor(),
            plain.statistics(),
            plain.waitingRequests(),
            plain.closing(),
            () ->
                new WorkloadReport(
                    WorkloadReport.NOTHING.waiting(),
                    0,
                    0,
                    new WorkloadReport.Hung(3, 1),
                    WorkloadReport.NOTHING.learned(),
                    Map.of()),
            plain.cache(),
            plain.layers(),
            plain.vitals());
    models.put(new VersionStatus("m", "1", VersionState.READY, "", Optional.of(hanging)));
    lifecycle.revive(hanging);
    lifecycle.revive(hanging);

    Await.until("another answers", () -> !models.resolve("m").equals(hanging));
    awaitOpen(1);
  }

  @Test
  void after_the_end_nothing_is_changed_and_everything_is_freed() {
    Lifecycle lifecycle = started(repository.with("a", "1").with("b", "1"));

    lifecycle.close();

    assertThat(repository.open).isEmpty();
    assertThatThrownBy(() -> lifecycle.load("a", "1", "test")).isInstanceOf(Unavailable.class);
  }

  private static Lifecycle.Settings budget(long bytes) {
    return new Lifecycle.Settings(new MemoryBudget(bytes), Duration.ofSeconds(10));
  }

  private Lifecycle started(ScriptedRepository any) {
    assertThat(any).isSameAs(repository);
    return start(models, Lifecycle.Settings.DEFAULT);
  }

  private Lifecycle start(LoadedModels loaded, Lifecycle.Settings settings) {
    Lifecycle lifecycle =
        new Lifecycle(
            new Lifecycle.Surroundings(
                loaded, repository, store, LifecycleTest::background, millis::incrementAndGet),
            settings);
    lifecycle.discover().forEach(lifecycle::loadDiscovered);
    lifecycle.keepDiscovered();
    return lifecycle;
  }

  private static void background(Runnable work) {
    Thread.ofPlatform().daemon(true).start(work);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private VersionStatus status(String version) {
    return status("m", version);
  }

  private VersionStatus status(String model, String version) {
    return models.status(model, version).orElseThrow();
  }

  private void awaitState(String version, VersionState state) {
    awaitState("m", version, state);
  }

  private void awaitState(String model, String version, VersionState state) {
    Await.until(
        model + "/" + version + " is " + state, () -> status(model, version).state() == state);
  }

  private void awaitOpen(int count) {
    Await.until(count + " are open", () -> repository.open.size() == count);
  }
}
