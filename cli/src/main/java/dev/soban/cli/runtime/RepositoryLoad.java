package dev.soban.cli.runtime;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.ModelVersion;
import dev.soban.repository.ModelEntry;
import dev.soban.repository.ModelRepository;
import dev.soban.repository.RejectedEntry;
import dev.soban.repository.ScannedModels;
import dev.soban.repository.yaml.ConfigException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Loads the models of a repository, several at once. A model that cannot load becomes a status with
 * the reason and stops no other.
 */
public final class RepositoryLoad {
  private static final System.Logger LOG = System.getLogger(RepositoryLoad.class.getName());
  private static final String NO_VERSION = "-";

  private final ModelRuntime runtime;
  private final Path root;
  private final LoadedModels models;

  public RepositoryLoad(ModelRuntime runtime, Path root, LoadedModels models) {
    this.runtime = runtime;
    this.root = root;
    this.models = models;
  }

  /**
   * Scans the folder and notes what is there.
   *
   * @throws ConfigException when the folder itself cannot be read
   */
  public ScannedModels scan() throws ConfigException {
    ScannedModels scanned = ModelRepository.scan(root);
    scanned.rejected().forEach(this::note);
    for (ModelEntry entry : scanned.models()) {
      note(entry.id(), VersionState.LOADING, "", Optional.empty());
      models.aliases(entry.id().name(), entry.settings().aliases());
    }
    models.brokenAliases().forEach(broken -> LOG.log(Level.WARNING, broken));
    return scanned;
  }

  /** Loads the models that are wanted; returns when each is ready or failed. */
  public void load(ScannedModels scanned, Predicate<ModelVersion> wanted) {
    int cores = Runtime.getRuntime().availableProcessors();
    // Platform threads: loading is native code, which would hold on to a virtual thread's carrier.
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().name("soban-load-", 1).daemon(true).factory())) {
      for (ModelEntry entry : scanned.models()) {
        if (wanted.test(entry.id())) {
          threads.execute(() -> load(entry));
        }
      }
    }
  }

  /** Lets requests in progress end and frees every model; blocking. */
  public static void unload(LoadedModels models) {
    for (VersionStatus status : models.all()) {
      status.served().ifPresent(served -> unload(models, served));
    }
  }

  private static void unload(LoadedModels models, Served served) {
    ModelVersion id = served.id();
    VersionStatus draining =
        new VersionStatus(id.name(), id.version(), VersionState.DRAINING, "", Optional.of(served));
    models.replace(draining).toCompletableFuture().join();
    served.closing().run();
  }

  private void load(ModelEntry entry) {
    ModelVersion id = entry.id();
    try {
      Served served = runtime.load(entry, root);
      note(id, VersionState.READY, "", Optional.of(served));
      LOG.log(
          Level.INFO,
          "ready model={0} version={1} stack={2}",
          id.name(),
          id.version(),
          String.join(">", served.description().stack()));
      for (String remark : served.description().notes()) {
        LOG.log(Level.INFO, remark + " model=" + id.name() + " version=" + id.version());
      }
    } catch (ModelLoadException e) {
      failed(id, String.valueOf(e.getMessage()), null);
    } catch (RuntimeException | Error e) {
      // The edge of foreign code: a thread that died here would leave the version loading for ever.
      failed(id, "unexpected failure: " + e, e);
    }
  }

  private void failed(ModelVersion id, String reason, @Nullable Throwable cause) {
    note(id, VersionState.FAILED, reason, Optional.empty());
    LOG.log(
        Level.WARNING,
        "cannot load model=" + id.name() + " version=" + id.version() + ": " + reason,
        cause);
  }

  private void note(RejectedEntry rejected) {
    String version = rejected.version() == null ? NO_VERSION : rejected.version();
    models.put(
        new VersionStatus(
            rejected.name(), version, VersionState.FAILED, rejected.reason(), Optional.empty()));
    LOG.log(
        Level.WARNING,
        "cannot load model=" + rejected.name() + " version=" + version + ": " + rejected.reason());
  }

  private void note(ModelVersion id, VersionState state, String reason, Optional<Served> served) {
    models.put(new VersionStatus(id.name(), id.version(), state, reason, served));
  }
}
