package dev.soban.core.lifecycle;

import dev.soban.core.model.VersionOrder;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What is in memory: every version with its state, and the aliases. Reads take an immutable
 * snapshot without locks; changes replace it atomically.
 */
public final class LoadedModels {
  /** The alias that stands for a model when no version is asked for. */
  public static final String DEFAULT_ALIAS = "champion";

  private volatile NavigableMap<String, Model> models = Collections.emptyNavigableMap();

  /** The versions of one model by {@link VersionOrder}, and its aliases. */
  private record Model(NavigableMap<String, VersionStatus> versions, Map<String, String> aliases) {
    static final Model EMPTY = new Model(Collections.emptyNavigableMap(), Map.of());

    Model with(VersionStatus status) {
      NavigableMap<String, VersionStatus> copy = new TreeMap<>(VersionOrder.ASCENDING);
      copy.putAll(versions);
      copy.put(status.version(), status);
      return new Model(Collections.unmodifiableNavigableMap(copy), aliases);
    }
  }

  /** Notes where a version is now. */
  public void put(VersionStatus status) {
    change(status.name(), model -> model.with(status));
  }

  /** Sets all aliases of a model: alias to version. */
  public void aliases(String name, Map<String, String> aliases) {
    change(name, model -> new Model(model.versions(), Map.copyOf(aliases)));
  }

  /**
   * The version that answers when none is asked for: the champion when that is set, else the
   * highest ready one.
   *
   * @throws ModelNotFound when there is no such model
   * @throws ModelNotReady when no version of it can answer
   */
  public Served resolve(String name) {
    Model model = model(name);
    String champion = model.aliases().get(DEFAULT_ALIAS);
    if (champion != null) {
      return ready(version(name, model, champion));
    }
    for (VersionStatus status : model.versions().descendingMap().values()) {
      if (status.state() == VersionState.READY && status.served().isPresent()) {
        return status.served().get();
      }
    }
    throw notReady(model.versions().lastEntry().getValue());
  }

  /**
   * A version by number or alias.
   *
   * @throws ModelNotFound when there is no such model or version
   * @throws ModelNotReady when it cannot answer
   */
  public Served resolve(String name, String versionOrAlias) {
    Model model = model(name);
    String version = model.aliases().getOrDefault(versionOrAlias, versionOrAlias);
    return ready(version(name, model, version));
  }

  /** Every version of every model, by name and version. */
  public List<VersionStatus> all() {
    List<VersionStatus> all = new ArrayList<>();
    models.values().forEach(model -> all.addAll(model.versions().values()));
    return all;
  }

  /**
   * Every version of one model.
   *
   * @throws ModelNotFound when there is no such model
   */
  public List<VersionStatus> versions(String name) {
    return List.copyOf(model(name).versions().values());
  }

  public Map<String, String> aliases(String name) {
    return model(name).aliases();
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

  private static VersionStatus version(String name, Model model, String version) {
    VersionStatus status = model.versions().get(version);
    if (status == null) {
      throw new ModelNotFound(noVersion(name, model, version));
    }
    return status;
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

  private static Served ready(VersionStatus status) {
    Optional<Served> served = status.served();
    if (status.state() != VersionState.READY || served.isEmpty()) {
      throw notReady(status);
    }
    return served.get();
  }

  private static ModelNotReady notReady(VersionStatus status) {
    String reason = status.reason().isEmpty() ? "" : ": " + status.reason();
    return new ModelNotReady(
        "model "
            + status.name()
            + " version "
            + status.version()
            + " is not ready ("
            + status.state().name().toLowerCase(Locale.ROOT)
            + ")"
            + reason);
  }

  private synchronized void change(String name, UnaryOperator<Model> replacement) {
    NavigableMap<String, Model> copy = new TreeMap<>(models);
    copy.put(name, replacement.apply(copy.getOrDefault(name, Model.EMPTY)));
    models = Collections.unmodifiableNavigableMap(copy);
  }
}
