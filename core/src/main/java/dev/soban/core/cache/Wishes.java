package dev.soban.core.cache;

import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a request's parameters mean to the cache. */
final class Wishes {
  /** {@code false} for a request that must neither get a kept answer nor leave one. */
  private static final String CACHE = "cache";

  private static final String KEEP_LATEST = "keep_latest";

  /** These say when, how urgently and in which form to answer, never what. */
  private static final Set<String> WITHOUT_INFLUENCE =
      Set.of("timeout", "priority", KEEP_LATEST, "binary_data_output", CACHE);

  private Wishes() {}

  /**
   * @throws InvalidInput when the wish is no flag
   */
  static boolean cached(Parameters parameters) {
    Object wish = parameters.values().get(CACHE);
    if (wish == null || wish instanceof Boolean) {
      return !Boolean.FALSE.equals(wish);
    }
    throw new InvalidInput("parameters.cache: " + wish + " (expected: true or false)");
  }

  /** Whether a newer request may push this one out, which must not hit those that ask the same. */
  static boolean superseded(Parameters parameters) {
    return parameters.values().containsKey(KEEP_LATEST);
  }

  /** Those on which the answer may depend, by name. */
  static Map<String, Object> decisive(Parameters parameters) {
    if (parameters.empty()) {
      return Map.of();
    }
    Map<String, Object> decisive = new TreeMap<>(parameters.values());
    decisive.keySet().removeAll(WITHOUT_INFLUENCE);
    return decisive;
  }
}
