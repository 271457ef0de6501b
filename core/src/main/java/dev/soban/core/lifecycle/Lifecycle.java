package dev.soban.core.lifecycle;

import dev.soban.core.lifecycle.LifecycleState.ModelState;
import dev.soban.core.lifecycle.Repository.Contents;
import dev.soban.core.lifecycle.StateStore.AuditEntry;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.core.predict.PredictionException.Unavailable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Brings versions into memory and out of it, and moves aliases. One change at a time per model;
 * decisions are kept before they take effect, so that a crash in between loses at most the effect.
 *
 * <p>Long because it is the list of all that can be done with a model; how each thing is done is
 * elsewhere.
 */
public final class Lifecycle implements ModelControl, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());
  private static final int HANGS_BEFORE_REVIVAL = 3;
  private static final String BY_HAND = "unloaded by hand; load it to have it back";

  /** Whose doing an entry of the audit log is when the interface does not tell. */
  private static final String ADMIN = "admin";

  private final LoadedModels models;
  private final Repository repository;
  private final Executor background;
  private final Settings settings;
  private final Switchboard switchboard;
  private final Book book;
  private final VersionLoad versionLoad;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Set<ModelVersion> comingBack = ConcurrentHashMap.newKeySet();
  private final Set<Served> revived = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

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
    this.background = surroundings.background();
    this.settings = settings;
    this.book = new Book(surroundings.store());
    this.switchboard =
        new Switchboard(models, settings.budget(), background, surroundings.wallClockMillis());
    this.versionLoad = new VersionLoad(switchboard, book, settings.drain());
    models.whenAbsent(this::whenBack);
  }

  /**
   * Looks through the repository for the first time and notes what is there.
   *
   * @return what is to be loaded, what is needed most first
   */
  public List<Candidate> discover() {
    Contents contents = repository.look();
    FolderChanges changes = new FolderChanges(switchboard, models);
    contents.rejected().forEach(changes::reject);
    for (Candidate candidate : contents.candidates()) {
      switchboard.note(candidate.id(), VersionState.LOADING, "");
      begin(candidate);
    }
    models.brokenAliases().forEach(broken -> LOG.log(Level.WARNING, broken));
    return contents.candidates().stream()
        .filter(this::wanted)
        .sorted(Comparator.comparingInt(this::urgency))
        .filter(each -> switchboard.takeFreeRoom(each, versionLoad.pinned(each)))
        .toList();
  }

  private boolean wanted(Candidate candidate) {
    ModelVersion id = candidate.id();
    if (!book.model(id.name()).unloaded().contains(id.version())) {
      return true;
    }
    switchboard.note(id, VersionState.UNLOADED, BY_HAND);
    return false;
  }

  /** Pinned versions first, then those that aliases name: they get the memory there is. */
  private int urgency(Candidate candidate) {
    if (versionLoad.pinned(candidate)) {
      return 0;
    }
    return models.aliases(candidate.id().name()).containsValue(candidate.id().version()) ? 1 : 2;
  }

  private void begin(Candidate candidate) {
    String name = candidate.id().name();
    book.changeUnsaved(name, state -> state.beginningWith(candidate.aliases()));
    models.aliases(name, book.model(name).aliases());
  }

  /** Loads what was discovered; a failure becomes the version's state. Blocking. */
  public void loadDiscovered(Candidate candidate) {
    inTurn(
        candidate.id().name(),
        () -> {
          try {
            versionLoad.run(candidate, this::remember);
          } catch (PredictionException e) {
            LOG.log(Level.DEBUG, "noted as the state of {0}", candidate.id());
          }
          return true;
        });
  }

  /** Keeps what the start found out; a store that fails now must not end the start. */
  public void keepDiscovered() {
    try {
      book.save();
    } catch (PredictionException e) {
      LOG.log(Level.WARNING, String.valueOf(e.getMessage()));
    }
  }

  private void remember(ModelVersion id, Signature signature) {
    book.changeUnsaved(id.name(), state -> promising(state, id, signature));
  }

  @Override
  public VersionStatus load(String model, String version) {
    return inTurn(
        model,
        () -> {
          Candidate candidate = find(model, version);
          audited(
              entry(ADMIN, "load", model, version, "", ""),
              entry ->
                  versionLoad.run(
                      candidate,
                      (id, signature) ->
                          book.change(
                              model,
                              state -> promising(state.withUnloaded(version, false), id, signature),
                              entry)));
          begin(candidate);
          return models.status(model, version).orElseThrow();
        });
  }

  private static ModelState promising(ModelState state, ModelVersion id, Signature signature) {
    return InterfaceRule.promises(id.version())
        ? state.withSignature(id.version(), signature)
        : state;
  }

  /** The version as the repository has it now. */
  private Candidate find(String model, String version) {
    Contents contents = repository.look();
    return contents
        .candidate(model, version)
        .orElseThrow(
            () ->
                contents
                    .rejected(model, version)
                    .<PredictionException>map(
                        why ->
                            new ModelNotReady(
                                "model "
                                    + model
                                    + "/"
                                    + version
                                    + " cannot be loaded: "
                                    + why.reason()))
                    .orElseGet(() -> notInFolder(model, version, contents)));
  }

  private static ModelNotFound notInFolder(String model, String version, Contents contents) {
    List<String> versions =
        contents.candidates().stream()
            .map(Candidate::id)
            .filter(id -> id.name().equals(model))
            .map(ModelVersion::version)
            .toList();
    return new ModelNotFound(
        versions.isEmpty()
            ? "model " + model + ": not found in the repository"
            : "model "
                + model
                + ": no version "
                + version
                + " in the repository (expected: "
                + String.join(", ", versions)
                + ")");
  }

  @Override
  public void unload(String model, String version) {
    CompletableFuture<Void> freed =
        inTurn(
            model,
            () -> {
              ModelVersion id = known(model, version).id();
              audited(
                  entry(ADMIN, "unload", model, version, "", ""),
                  entry -> book.change(model, state -> state.withUnloaded(version, true), entry));
              return switchboard.unload(id, BY_HAND);
            });
    await(freed, model, version);
  }

  private void await(CompletableFuture<Void> freed, String model, String version) {
    try {
      freed.get(settings.drain().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new DeadlineExceeded(
          "model "
              + model
              + "/"
              + version
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
    return inTurn(
        model,
        () -> {
          if (!ModelVersion.validName(alias) || ModelVersion.validVersion(alias)) {
            throw new InvalidInput(
                "alias: "
                    + alias
                    + " (expected: a name of letters, digits, '.', '_' or '-' that is no version"
                    + " itself)");
          }
          String before = book.model(model).aliases().getOrDefault(alias, "");
          audited(
              entry(actor, "alias", model, alias, before, version),
              entry -> move(model, alias, version, entry));
          return before;
        });
  }

  @Override
  public String rollback(String model, String alias, String actor) {
    return inTurn(
        model,
        () -> {
          ModelState state = book.model(model);
          String before = state.aliases().getOrDefault(alias, "");
          String version = state.previous().get(alias);
          if (version == null) {
            throw new Conflict(
                "alias "
                    + alias
                    + " of model "
                    + model
                    + ": never named another version (expected: an alias that was moved)");
          }
          audited(
              entry(actor, "rollback", model, alias, before, version),
              entry -> move(model, alias, version, entry));
          return version;
        });
  }

  /** An alias names only what answers: what is not in memory is loaded first. */
  private void move(String model, String alias, String version, AuditEntry entry) {
    UnaryOperator<ModelState> moved =
        state ->
            (version.equals(state.aliases().get(alias)) ? state : state.withAlias(alias, version))
                .withUnloaded(version, false);
    if (known(model, version).status().state() == VersionState.READY) {
      book.change(model, moved, entry);
    } else {
      versionLoad.run(
          find(model, version),
          (id, signature) ->
              book.change(model, state -> promising(moved.apply(state), id, signature), entry));
    }
    models.aliases(model, book.model(model).aliases());
  }

  @Override
  public void pin(String model, String version, boolean pinned) {
    inTurn(
        model,
        () -> {
          ModelVersion id = known(model, version).id();
          audited(
              entry(ADMIN, pinned ? "pin" : "unpin", model, version, "", ""),
              entry -> book.change(model, state -> state.withPin(version, pinned), entry));
          switchboard.pin(id, pinned);
          return true;
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
      inTurn(
          model,
          () -> {
            changes.of(model, contents, new Following());
            return true;
          });
    }
    List<String> lines = changes.lines();
    if (!lines.isEmpty()) {
      book.note(entry(actor, "reload", "", "", "", String.join("; ", lines)));
    }
    keepDiscovered();
    return lines;
  }

  private final class Following implements FolderChanges.Following {
    @Override
    public void begin(Candidate candidate) {
      Lifecycle.this.begin(candidate);
    }

    @Override
    public boolean wanted(Candidate candidate) {
      return Lifecycle.this.wanted(candidate);
    }

    @Override
    public void load(Candidate candidate) {
      versionLoad.run(candidate, Lifecycle.this::remember);
    }
  }

  /** Runs on event loops: asks for a version that left for want of memory to come back. */
  private Duration whenBack(VersionStatus status) {
    if (status.state() == VersionState.LOADING) {
      return Duration.ofSeconds(1);
    }
    if (status.state() != VersionState.UNLOADED || closed) {
      return Duration.ZERO;
    }
    ModelVersion id = new ModelVersion(status.name(), status.version());
    if (switchboard.evicted(id).isEmpty()) {
      return Duration.ZERO;
    }
    if (comingBack.add(id)) {
      background.execute(() -> comeBack(id));
    }
    return Duration.ofSeconds(1);
  }

  private void comeBack(ModelVersion id) {
    try {
      inTurn(
          id.name(),
          () -> {
            switchboard
                .evicted(id)
                .ifPresent(candidate -> versionLoad.run(candidate, this::remember));
            return true;
          });
    } catch (PredictionException e) {
      LOG.log(Level.DEBUG, "noted as the state of {0}", id);
    } finally {
      comingBack.remove(id);
    }
  }

  /**
   * Loads a version anew, beside itself, when its runs hang again and again: its threads were
   * replaced, but whatever its engine holds on to was not. Once for each loaded engine.
   */
  public void revive(Served served) {
    boolean hangsAgain = served.workload().get().hung().runs() >= HANGS_BEFORE_REVIVAL;
    if (hangsAgain && !closed && revived.add(served)) {
      LOG.log(Level.WARNING, "loading {0} anew, as its runs hang", served.id());
      background.execute(() -> reviveNow(served));
    }
  }

  private void reviveNow(Served served) {
    ModelVersion id = served.id();
    try {
      inTurn(
          id.name(),
          () -> {
            boolean serves =
                models.status(id.name(), id.version()).flatMap(VersionStatus::served).stream()
                    .anyMatch(served::equals);
            if (serves) {
              switchboard.loaded(id).ifPresent(each -> versionLoad.run(each, this::remember));
            }
            revived.remove(served);
            return true;
          });
    } catch (PredictionException e) {
      LOG.log(Level.WARNING, String.valueOf(e.getMessage()));
    }
  }

  private record Known(ModelVersion id, VersionStatus status) {}

  private Known known(String model, String version) {
    Optional<VersionStatus> status = models.status(model, version);
    if (status.isEmpty() || !ModelVersion.validVersion(version)) {
      // Says which versions there are, or that there is no such model.
      throw models.noSuch(model, version);
    }
    return new Known(new ModelVersion(model, version), status.get());
  }

  private static AuditEntry entry(
      String actor, String action, String model, String subject, String from, String to) {
    return new AuditEntry(actor, action, model, subject, from, to, AuditEntry.DONE);
  }

  /** What is tried in vain is written down too. */
  private void audited(AuditEntry entry, Consumer<AuditEntry> change) {
    try {
      change.accept(entry);
    } catch (PredictionException e) {
      book.note(entry.failed(String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private <T> T inTurn(String model, Supplier<T> change) {
    ReentrantLock lock = locks.computeIfAbsent(model, any -> new ReentrantLock(true));
    lock.lock();
    try {
      if (closed) {
        throw new Unavailable("the server is shutting down; nothing is changed any more");
      }
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  /** Lets requests in progress end and frees every version; blocking. */
  @Override
  public void close() {
    closed = true;
    CompletableFuture<?>[] freed =
        switchboard.inMemory().stream()
            .map(id -> switchboard.unload(id, ""))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(freed).join();
  }
}
