package dev.soban.core.lifecycle;

import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is in memory: every version with its state, and the aliases. Reads take an immutable
 * snapshot without locks; changes replace it atomically.
 */
public final class LoadedModels {
  /** The alias that stands for a model when no version is asked for. */
  public static final String DEFAULT_ALIAS = "champion";

  private volatile NavigableMap<String, LoadedModel> models = Collections.emptyNavigableMap();
  private volatile long revision;
  private volatile Function<VersionStatus, Duration> comingBack = absent -> Duration.ZERO;

  /**
   * Changes with everything that is noted here, so that what was made of it can be kept. Ask before
   * looking at the models: what is seen is at least as new.
   */
  public long revision() {
    return revision;
  }

  /** Notes where a version is now. */
  public void put(VersionStatus status) {
    var _ = replace(status);
  }

  /**
   * Notes where a version is now. What answered in its place until now gets no new requests.
   *
   * @return completes when no request holds what answered until now, so that it may be closed
   */
  public CompletionStage<Void> replace(VersionStatus status) {
    Lease before;
    Lease after;
    synchronized (this) {
      before = lease(status);
      change(status.name(), model -> model.with(status));
      after = lease(status);
    }
    // After the change: whoever finds this lease ended looks again, and finds what is there now.
    return before == null || before == after
        ? CompletableFuture.completedFuture(null)
        : before.end();
  }

  private @Nullable Lease lease(VersionStatus status) {
    LoadedModel model = models.get(status.name());
    return model == null ? null : model.lease(status.version());
  }

  /** Forgets a version; it must not be ready. */
  public void remove(String name, String version) {
    change(name, model -> model.without(version));
  }

  /**
   * Asks, whenever a version is wanted that cannot answer, how soon it will; zero when nobody
   * knows. Runs on event loops.
   */
  public void whenAbsent(Function<VersionStatus, Duration> asked) {
    comingBack = asked;
  }

  /** Sets all aliases of a model: alias to version. */
  public void aliases(String name, Map<String, String> aliases) {
    change(name, model -> model.withAliases(aliases));
  }

  /**
   * A lease on the version that answers when none is asked for: the champion when that is set, else
   * the highest ready one. The caller closes it once.
   *
   * @throws ModelNotFound when there is no such model
   * @throws ModelNotReady when no version of it can answer
   */
  public Lease acquire(String name) {
    Lease lease = find(name);
    while (!lease.hold()) {
      lease = find(name);
    }
    return lease;
  }

  /**
   * A lease on a version by number or alias. The caller closes it once.
   *
   * @throws ModelNotFound when there is no such model or version
   * @throws ModelNotReady when it cannot answer
   */
  public Lease acquire(String name, String versionOrAlias) {
    Lease lease = find(name, versionOrAlias);
    while (!lease.hold()) {
      lease = find(name, versionOrAlias);
    }
    return lease;
  }

  /** As {@link #acquire(String)}, to look at what may be freed in the same moment. */
  public Served resolve(String name) {
    return find(name).served();
  }

  /** As {@link #acquire(String, String)}, to look at what may be freed in the same moment. */
  public Served resolve(String name, String versionOrAlias) {
    return find(name, versionOrAlias).served();
  }

  private Lease find(String name) {
    LoadedModel model = model(name);
    String champion = model.aliases().get(DEFAULT_ALIAS);
    if (champion != null) {
      return ready(model.placed(champion));
    }
    Lease newest = model.newest();
    if (newest == null) {
      throw notReady(model.versions().lastEntry().getValue().status());
    }
    return newest;
  }

  private Lease find(String name, String versionOrAlias) {
    LoadedModel model = model(name);
    return ready(model.placed(model.aliases().getOrDefault(versionOrAlias, versionOrAlias)));
  }

  /** One version's state; empty when there is no such version. */
  public Optional<VersionStatus> status(String name, String version) {
    LoadedModel model = models.get(name);
    return model == null ? Optional.empty() : model.status(version);
  }

  /** Every version of every model, by name and version. */
  public List<VersionStatus> all() {
    List<VersionStatus> all = new ArrayList<>();
    models.values().forEach(model -> all.addAll(model.statuses()));
    return all;
  }

  /**
   * Every version of one model.
   *
   * @throws ModelNotFound when there is no such model
   */
  public List<VersionStatus> versions(String name) {
    return model(name).statuses();
  }

  /** Every version of one model; none when there is no such model. */
  public List<VersionStatus> statuses(String name) {
    LoadedModel model = models.get(name);
    return model == null ? List.of() : model.statuses();
  }

  /** How it is said that there is no such version. */
  public ModelNotFound noSuch(String name, String version) {
    return model(name).noSuch(version);
  }

  public Map<String, String> aliases(String name) {
    return model(name).aliases();
  }

  /** Whether any version answers and is well, or none is there that could. */
  public boolean answer() {
    boolean none = true;
    for (LoadedModel model : models.values()) {
      for (Lease lease : model.leases()) {
        if (lease.served().vitals().health().trouble().isEmpty()) {
          return true;
        }
        none = false;
      }
    }
    return none;
  }

  /** Aliases that stand for no version there is, as a sentence each. */
  public List<String> brokenAliases() {
    List<String> broken = new ArrayList<>();
    models.values().forEach(model -> broken.addAll(model.brokenAliases()));
    return broken;
  }

  private LoadedModel model(String name) {
    LoadedModel model = models.get(name);
    if (model == null || model.versions().isEmpty()) {
      throw new ModelNotFound(
          "model " + name + ": not found (the repository index lists what there is)");
    }
    return model;
  }

  private Lease ready(LoadedModel.Placed placed) {
    if (placed.lease() == null) {
      throw notReady(placed.status());
    }
    return placed.lease();
  }

  private ModelNotReady notReady(VersionStatus status) {
    String reason = status.reason().isEmpty() ? "" : ": " + status.reason();
    return new ModelNotReady(
        "model "
            + status.name()
            + " version "
            + status.version()
            + " is not ready ("
            + status.state().name().toLowerCase(Locale.ROOT)
            + ")"
            + reason,
        comingBack.apply(status));
  }

  private synchronized void change(String name, UnaryOperator<LoadedModel> replacement) {
    NavigableMap<String, LoadedModel> copy = new TreeMap<>(models);
    copy.put(name, replacement.apply(copy.computeIfAbsent(name, LoadedModel::named)));
    models = Collections.unmodifiableNavigableMap(copy);
    // After the models: whoever reads the old number may see the new models, never the reverse.
    revision = revision + 1;
  }
}
