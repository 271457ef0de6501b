package dev.soban.core.lifecycle;

import dev.soban.core.model.VersionOrder;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versions of one model by {@link VersionOrder}, and its aliases. Immutable. */
record LoadedModel(
    String name, NavigableMap<String, Placed> versions, Map<String, String> aliases) {

  /**
   * A version and the lease on it.
   *
   * @param lease null unless it can answer
   */
  record Placed(VersionStatus status, @Nullable Lease lease) {
    static Placed of(VersionStatus status, @Nullable Lease before) {
      Served served = status.served().orElse(null);
      if (status.state() != VersionState.READY || served == null) {
        return new Placed(status, null);
      }
      boolean same = before != null && before.served().equals(served);
      return new Placed(status, same ? before : new Lease(served));
    }
  }

  /** Without any version yet. */
  static LoadedModel named(String name) {
    return new LoadedModel(name, Collections.emptyNavigableMap(), Map.of());
  }

  LoadedModel with(VersionStatus status) {
    NavigableMap<String, Placed> copy = copy();
    copy.put(status.version(), Placed.of(status, lease(status.version())));
    return new LoadedModel(name, Collections.unmodifiableNavigableMap(copy), aliases);
  }

  LoadedModel without(String version) {
    NavigableMap<String, Placed> copy = copy();
    copy.remove(version);
    return new LoadedModel(name, Collections.unmodifiableNavigableMap(copy), aliases);
  }

  LoadedModel withAliases(Map<String, String> others) {
    return new LoadedModel(name, versions, Map.copyOf(others));
  }

  private NavigableMap<String, Placed> copy() {
    NavigableMap<String, Placed> copy = new TreeMap<>(VersionOrder.ASCENDING);
    copy.putAll(versions);
    return copy;
  }

  @Nullable Lease lease(String version) {
    Placed placed = versions.get(version);
    return placed == null ? null : placed.lease();
  }

  /** On the highest version that can answer; null when none can. */
  @Nullable Lease newest() {
    for (Placed placed : versions.descendingMap().values()) {
      if (placed.lease() != null) {
        return placed.lease();
      }
    }
    return null;
  }

  /** On every version that can answer. */
  List<Lease> leases() {
    List<Lease> leases = new ArrayList<>(versions.size());
    for (Placed placed : versions.values()) {
      if (placed.lease() != null) {
        leases.add(placed.lease());
      }
    }
    return leases;
  }

  List<VersionStatus> statuses() {
    return versions.values().stream().map(Placed::status).toList();
  }

  Optional<VersionStatus> status(String version) {
    return Optional.ofNullable(versions.get(version)).map(Placed::status);
  }

  /**
   * @throws ModelNotFound when there is no such version
   */
  Placed placed(String version) {
    Placed placed = versions.get(version);
    if (placed == null) {
      throw noSuch(version);
    }
    return placed;
  }

  ModelNotFound noSuch(String version) {
    return new ModelNotFound(noVersion(version));
  }

  /** Aliases that stand for no version there is, as a sentence each; none while none is there. */
  List<String> brokenAliases() {
    if (versions.isEmpty()) {
      return List.of();
    }
    return new TreeMap<>(aliases)
        .entrySet().stream()
            .filter(alias -> !versions.containsKey(alias.getValue()))
            .map(alias -> "alias " + alias.getKey() + " of " + noVersion(alias.getValue()))
            .toList();
  }

  private String noVersion(String version) {
    return "model "
        + name
        + ": no version "
        + version
        + " (expected: "
        + String.join(", ", versions.keySet())
        + ")";
  }
}
