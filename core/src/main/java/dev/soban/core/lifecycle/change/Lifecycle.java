package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.lifecycle.change.Repository.Contents;
import dev.soban.core.lifecycle.state.StateStore;
import dev.soban.core.lifecycle.state.StateStore.AuditEntry;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Brings versions into memory and out of it, and moves aliases. One change at a time per model;
 * decisions are kept before they take effect, so that a crash in between loses at most the effect.
 */
public final class Lifecycle implements ModelControl, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

  private final LoadedModels models;
  private final Repository repository;
  private final Settings settings;
  private final Book book;
  private final Switchboard switchboard;
  private final VersionLoad versionLoad;
  private final Discovery discovery;
  private final VersionFinder finder;
  private final AliasMoves aliasMoves;
  private final AbsentVersions absent;
  private final Turns turns = new Turns();

  /**
   * @param drain how long a change waits for requests in progress
   */
  public record Settings(MemoryBudget budget, Duration drain) {
    public static final Settings DEFAULT =
        new Settings(new MemoryBudget(MemoryBudget.UNBOUNDED), Duration.ofSeconds(30));
  }

  /**
   * What a lifecycle stands on.
   *
   * @param background runs what takes long, each on a thread of its own
   */
  public record Surroundings(
      LoadedModels models,
      Repository repository,
      StateStore store,
      Executor background,
      LongSupplier wallClockMillis) {}

  public Lifecycle(Surroundings surroundings, Settings settings) {
    this.models = surroundings.models();
    this.repository = surroundings.repository();
    this.settings = settings;
    this.book = new Book(surroundings.store());
    this.switchboard =
        new Switchboard(
            models, settings.budget(), surroundings.background(), surroundings.wallClockMillis());
    this.versionLoad = new VersionLoad(switchboard, book, settings.drain());
    this.discovery = new Discovery(models, switchboard, versionLoad, book);
    this.finder = new VersionFinder(models, repository);
    this.aliasMoves = new AliasMoves(models, finder, versionLoad, book);
    this.absent =
        new AbsentVersions(models, switchboard, versionLoad, turns, surroundings.background());
    models.whenAbsent(absent::wanted);
  }

  /**
   * Looks through the repository for the first time and notes what is there.
   *
   * @return what is to be loaded, what is needed most first
   */
  public List<Candidate> discover() {
    return discovery.firstLook(repository.look());
  }

  /** Loads what was discovered; a failure becomes the version's state. Blocking. */
  public void loadDiscovered(Candidate candidate) {
    try {
      inTurn(candidate.id().name(), () -> versionLoad.run(candidate));
    } catch (PredictionException e) {
      LOG.log(Level.DEBUG, "noted as the state of {0}", candidate.id());
    }
  }

  /** Keeps what was found out by and by; a store that fails now must not end the start. */
  public void keepDiscovered() {
    try {
      book.save();
    } catch (PredictionException e) {
      LOG.log(Level.WARNING, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public VersionStatus load(String model, String version, String actor) {
    return turns.take(
        model,
        () -> {
          Candidate candidate = finder.inRepository(model, version);
          AuditEntry entry = entry(actor, "load", model, version);
          book.audited(entry, () -> versionLoad.run(candidate, keepingLoaded(entry)));
          discovery.begin(candidate);
          return finder.known(model, version);
        });
  }

  private VersionLoad.Keeping keepingLoaded(AuditEntry entry) {
    return (id, signature) ->
        book.change(
            id.name(),
            state -> state.withUnloaded(id.version(), false).withPromise(id.version(), signature),
            entry);
  }

  @Override
  public void unload(String model, String version, String actor) {
    CompletableFuture<Void> freed =
        turns.take(
            model,
            () -> {
              finder.known(model, version);
              AuditEntry entry = entry(actor, "unload", model, version);
              book.audited(
                  entry,
                  () -> book.change(model, state -> state.withUnloaded(version, true), entry));
              return switchboard.unload(new ModelVersion(model, version), Discovery.BY_HAND);
            });
    await(freed, model + "/" + version);
  }

  private void await(CompletableFuture<Void> freed, String shown) {
    try {
      freed.get(settings.drain().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new DeadlineExceeded(
          "model "
              + shown
              + ": still drains after "
              + settings.drain().toSeconds()
              + " s; it takes no requests and is freed when its last run ends");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String alias(String model, String alias, String version, String actor) {
    return turns.take(model, () -> aliasMoves.move(model, alias, version, actor));
  }

  @Override
  public String rollback(String model, String alias, String actor) {
    return turns.take(model, () -> aliasMoves.moveBack(model, alias, actor));
  }

  @Override
  public void pin(String model, String version, boolean pinned, String actor) {
    inTurn(
        model,
        () -> {
          finder.known(model, version);
          AuditEntry entry = entry(actor, pinned ? "pin" : "unpin", model, version);
          book.audited(
              entry, () -> book.change(model, state -> state.withPin(version, pinned), entry));
          switchboard.pin(new ModelVersion(model, version), pinned);
        });
  }

  @Override
  public List<String> reload(String actor) {
    return reload(any -> true, actor);
  }

  /** Follows what changed of some models. */
  public List<String> reload(Predicate<String> some, String actor) {
    FolderChanges changes = new FolderChanges(switchboard, models);
    Contents contents = repository.look();
    for (String model : changes.concerned(contents).stream().filter(some).toList()) {
      inTurn(model, () -> changes.of(model, contents, discovery));
    }
    List<String> lines = changes.lines();
    if (!lines.isEmpty()) {
      String all = String.join("; ", lines);
      book.note(new AuditEntry(actor, "reload", "", "", "", all, AuditEntry.DONE));
    }
    keepDiscovered();
    return lines;
  }

  /** To be told of versions in trouble; loads those anew whose runs hang again and again. */
  public void revive(Served served) {
    absent.revive(served);
  }

  private static AuditEntry entry(String actor, String action, String model, String version) {
    return new AuditEntry(actor, action, model, version, "", "", AuditEntry.DONE);
  }

  private void inTurn(String model, Runnable change) {
    turns.take(
        model,
        () -> {
          change.run();
          return true;
        });
  }

  /** Lets requests in progress end and frees every version; blocking. */
  @Override
  public void close() {
    turns.end();
    CompletableFuture<?>[] freed =
        switchboard.inMemory().stream()
            .map(id -> switchboard.unload(id, ""))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(freed).join();
  }
}
