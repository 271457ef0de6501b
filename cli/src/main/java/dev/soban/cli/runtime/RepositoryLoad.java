package dev.soban.cli.runtime;

import dev.soban.core.lifecycle.CanaryWatch;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.change.Candidate;
import dev.soban.core.lifecycle.change.Lifecycle;
import dev.soban.core.lifecycle.state.StateStore;
import dev.soban.core.model.ModelVersion;
import dev.soban.repository.ModelEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * The models of a folder in memory: loaded at the start, several at once, and looked after until
 * the end. A model that cannot load becomes a status with the reason and stops no other.
 */
public final class RepositoryLoad implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final ModelRuntime runtime;
  private final Path root;
  private final LoadedModels models;
  private final FolderRepository repository;
  private final Lifecycle lifecycle;
  private final List<Rounds> rounds = new ArrayList<>();

  /** To look at models, not to serve them: nothing is kept. */
  public RepositoryLoad(ModelRuntime runtime, Path root, LoadedModels models) {
    this(runtime, root, models, StateStore.inMemory(), Lifecycle.Settings.DEFAULT);
  }

  public RepositoryLoad(
      ModelRuntime runtime,
      Path root,
      LoadedModels models,
      StateStore store,
      Lifecycle.Settings settings) {
    this.runtime = runtime;
    this.root = root;
    this.models = models;
    this.repository = new FolderRepository(runtime, root);
    this.lifecycle =
        new Lifecycle(
            new Lifecycle.Surroundings(
                models,
                repository,
                store,
                RepositoryLoad::inBackground,
                InstantSource.system()::millis),
            settings);
  }

  private static void inBackground(Runnable work) {
    Thread.ofPlatform().name("soban-lifecycle").daemon(true).start(work);
  }

  /**
   * Scans the folder and notes what is there.
   *
   * @return what is to be loaded
   * @throws dev.soban.core.predict.PredictionException.Unavailable when the folder cannot be read
   */
  public List<Candidate> discover() {
    return lifecycle.discover();
  }

  /** Loads the models that are wanted; returns when each is ready or failed. */
  public void load(List<Candidate> discovered, Predicate<ModelVersion> wanted) {
    int cores = Runtime.getRuntime().availableProcessors();
    // Platform threads: loading is native code, which would hold on to a virtual thread's carrier.
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().name("soban-load-", 1).daemon(true).factory())) {
      for (Candidate candidate : discovered) {
        if (wanted.test(candidate.id())) {
          threads.execute(() -> lifecycle.loadDiscovered(candidate));
        }
      }
    }
    lifecycle.keepDiscovered();
  }

  /** Asks now and then whether every version still answers. */
  public void watchVersions() {
    CanaryWatch watch =
        new CanaryWatch(models, runtime.ticker(), RepositoryLoad::inBackground, lifecycle::revive);
    rounds.add(Rounds.start("soban-canary", BETWEEN_LOOKS, watch::round));
  }

  /** Follows what changes in the folder. */
  public void watchFolder(Duration interval) {
    FolderWatch watch = new FolderWatch(root, lifecycle);
    rounds.add(Rounds.start("soban-watch", interval, watch::round));
  }

  /** What the folder held when it was looked through last. */
  public List<ModelEntry> entries() {
    return repository.lastSeen();
  }

  public ModelControl control() {
    return lifecycle;
  }

  /** Lets requests in progress end and frees every model; blocking. */
  @Override
  public void close() {
    rounds.forEach(Rounds::close);
    lifecycle.close();
  }
}
