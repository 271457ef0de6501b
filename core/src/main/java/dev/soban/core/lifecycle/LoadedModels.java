package dev.soban.core.lifecycle;

import dev.soban.core.model.VersionOrder;
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

  private volatile NavigableMap<String, Model> models = Collections.emptyNavigableMap();
  private volatile Function<VersionStatus, Duration> comingBack = absent -> Duration.ZERO;

  /**
   * A version and the lease on it.
   *
   * @param lease null unless it can answer
   */
  private record Placed(VersionStatus status, @Nullable Lease lease) {
    static Placed of(VersionStatus status, @Nullable Lease before) {
      Served served = status.served().orElse(null);
      if (status.state() != VersionState.READY || served == null) {
        return new Placed(status, null);
      }
      boolean same = before != null && before.served().equals(served);
      return new Placed(status, same ? before : new Lease(served));
    }
  }

  /** The versions of one model by {@link VersionOrder}, and its aliases. */
  private record Model(NavigableMap<String, Placed> versions, Map<String, String> aliases) {
    static final Model EMPTY = new Model(Collections.emptyNavigableMap(), Map.of());

    Model with(VersionStatus status) {
      NavigableMap<String, Placed> copy = new TreeMap<>(VersionOrder.ASCENDING);
      copy.putAll(versions);
      copy.put(status.version(), Placed.of(status, lease(status.version())));
      return new Model(Collections.unmodifiableNavigableMap(copy), aliases);
    }

    Model without(String version) {
      NavigableMap<String, Placed> copy = new TreeMap<>(VersionOrder.ASCENDING);
      copy.putAll(versions);
      copy.remove(version);
      return new Model(Collections.unmodifiableNavigableMap(copy), aliases);
    }

    @Nullable Lease lease(String version) {
      Placed placed = versions.get(version);
      return placed == null ? null : placed.lease();
    }
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
    Model model = models.get(status.name());
    return model == null ? null : model.lease(status.version());
  }

  /** Forgets a version; it must not be ready. */
  void remove(String name, String version) {
    change(name, model -> model.without(version));
  }

  /**
   * Asks, whenever a version is wanted that cannot answer, how soon it will; zero when nobody
   * knows. Runs on event loops.
   */
  void whenAbsent(Function<VersionStatus, Duration> asked) {
    comingBack = asked;
  }

  /** Sets all aliases of a model: alias to version. */
  public void aliases(String name, Map<String, String> aliases) {
    change(name, model -> new Model(model.versions(), Map.copyOf(aliases)));
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
    Model model = model(name);
    String champion = model.aliases().get(DEFAULT_ALIAS);
    if (champion != null) {
      return ready(version(name, model, champion));
    }
    for (Placed placed : model.versions().descendingMap().values()) {
      if (placed.lease() != null) {
        return placed.lease();
      }
    }
    throw notReady(model.versions().lastEntry().getValue().status());
  }

  private Lease find(String name, String versionOrAlias) {
    Model model = model(name);
    String version = model.aliases().getOrDefault(versionOrAlias, versionOrAlias);
    return ready(version(name, model, version));
  }

  /** One version's state; empty when there is no such version. */
  Optional<VersionStatus> status(String name, String version) {
    Model model = models.get(name);
    Placed placed = model == null ? null : model.versions().get(version);
    return Optional.ofNullable(placed).map(Placed::status);
  }

  /** Every version of every model, by name and version. */
  public List<VersionStatus> all() {
    List<VersionStatus> all = new ArrayList<>();
    models.values().forEach(model -> all.addAll(statuses(model)));
    return all;
  }

  /**
   * Every version of one model.
   *
   * @throws ModelNotFound when there is no such model
   */
  public List<VersionStatus> versions(String name) {
    return statuses(model(name));
  }

  /** Every version of one model; none when there is no such model. */
  List<VersionStatus> statuses(String name) {
    Model model = models.get(name);
    return model == null ? List.of() : statuses(model);
  }

  /** How it is said that there is no such version. */
  ModelNotFound noSuch(String name, String version) {
    return new ModelNotFound(noVersion(name, model(name), version));
  }

  private static List<VersionStatus> statuses(Model model) {
    return model.versions().values().stream().map(Placed::status).toList();
  }

  public Map<String, String> aliases(String name) {
    return model(name).aliases();
  }

  /** Whether any version answers and is well, or none is there that could. */
  public boolean answer() {
    boolean none = true;
    for (Model model : models.values()) {
      for (Placed placed : model.versions().values()) {
        if (placed.lease() != null) {
          if (placed.lease().served().vitals().health().trouble().isEmpty()) {
            return true;
          }
          none = false;
        }
      }
    }
    return none;
  }

  /** Aliases that stand for no version there is, as a sentence each. */
  public List<String> brokenAliases() {
    List<String> broken = new ArrayList<>();
    models.forEach(
        (name, model) -> {
          if (!model.versions().isEmpty()) {
            new TreeMap<>(model.aliases())
                .forEach(
                    (alias, version) -> {
                      if (!model.versions().containsKey(version)) {
                        broken.add("alias " + alias + " of " + noVersion(name, model, version));
                      }
                    });
          }
        });
    return broken;
  }

  private Model model(String name) {
    Model model = models.get(name);
    if (model == null || model.versions().isEmpty()) {
      throw new ModelNotFound(
          "model " + name + ": not found (the repository index lists what there is)");
    }
    return model;
  }

  private static Placed version(String name, Model model, String version) {
    Placed placed = model.versions().get(version);
    if (placed == null) {
      throw new ModelNotFound(noVersion(name, model, version));
    }
    return placed;
  }

  private static String noVersion(String name, Model model, String version) {
    return "model "
        + name
        + ": no version "
        + version
        + " (expected: "
        + String.join(", ", model.versions().keySet())
        + ")";
  }

  private Lease ready(Placed placed) {
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

  private synchronized void change(String name, UnaryOperator<Model> replacement) {
    NavigableMap<String, Model> copy = new TreeMap<>(models);
    copy.put(name, replacement.apply(copy.getOrDefault(name, Model.EMPTY)));
    models = Collections.unmodifiableNavigableMap(copy);
  }
}
