package dev.soban.core.lifecycle.state;

import dev.soban.core.model.Signature;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What was decided about models and must survive a restart, by model. */
public record LifecycleState(SortedMap<String, ModelState> models) {
  public static final LifecycleState EMPTY = new LifecycleState(new TreeMap<>());

  public LifecycleState {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  public ModelState model(String name) {
    return models.getOrDefault(name, ModelState.EMPTY);
  }

  public LifecycleState with(String name, UnaryOperator<ModelState> change) {
    SortedMap<String, ModelState> copy = new TreeMap<>(models);
    copy.put(name, change.apply(model(name)));
    return new LifecycleState(copy);
  }

  /**
   * What was decided about one model.
   *
   * @param aliases version by alias
   * @param previous what an alias named before, for those that were ever moved
   * @param pins whether a version may be unloaded for want of memory, where somebody said so
   * @param unloaded versions that somebody unloaded
   * @param signatures of the versions whose names promise an interface
   */
  public record ModelState(
      Map<String, String> aliases,
      Map<String, String> previous,
      Map<String, Boolean> pins,
      Set<String> unloaded,
      Map<String, Signature> signatures) {
    public static final ModelState EMPTY =
        new ModelState(Map.of(), Map.of(), Map.of(), Set.of(), Map.of());

    public ModelState {
      aliases = Map.copyOf(aliases);
      previous = Map.copyOf(previous);
      pins = Map.copyOf(pins);
      unloaded = Set.copyOf(unloaded);
      signatures = Map.copyOf(signatures);
    }

    /** With the aliases that are not known yet. */
    public ModelState beginningWith(Map<String, String> initial) {
      Map<String, String> all = new HashMap<>(initial);
      all.putAll(aliases);
      return new ModelState(all, previous, pins, unloaded, signatures);
    }

    public ModelState withAlias(String alias, String version) {
      String before = aliases.get(alias);
      return new ModelState(
          plus(aliases, alias, version),
          before == null ? previous : plus(previous, alias, before),
          pins,
          unloaded,
          signatures);
    }

    public ModelState withPin(String version, boolean pinned) {
      return new ModelState(aliases, previous, plus(pins, version, pinned), unloaded, signatures);
    }

    public ModelState withUnloaded(String version, boolean isUnloaded) {
      Set<String> copy = new HashSet<>(unloaded);
      boolean changed = isUnloaded ? copy.add(version) : copy.remove(version);
      return changed ? new ModelState(aliases, previous, pins, copy, signatures) : this;
    }

    /** With the signature of a version whose name promises one. */
    public ModelState withPromise(String version, Signature signature) {
      return InterfaceRule.promises(version)
          ? new ModelState(aliases, previous, pins, unloaded, plus(signatures, version, signature))
          : this;
    }

    /** What the name of a version promises and its signature does not keep, in words. */
    public Optional<String> brokenPromise(String version, Signature signature) {
      return InterfaceRule.broken(version, signature, signatures);
    }

    private static <V> Map<String, V> plus(Map<String, V> map, String key, V value) {
      Map<String, V> copy = new HashMap<>(map);
      copy.put(key, value);
      return copy;
    }
  }
}
