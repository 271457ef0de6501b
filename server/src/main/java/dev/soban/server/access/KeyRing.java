package dev.soban.server.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that are known, found in the same time whether there is one or a thousand. */
final class KeyRing<T> {
  private static final int LONGEST_KEY = 256;

  private final KeyHash nobodys = KeyHash.of("");
  private final Map<Long, Entry<T>> byPrefix = new HashMap<>();

  /** A key's owner. */
  record Entry<T>(KeyHash hash, T owner) {}

  /**
   * @throws IllegalArgumentException when two hashes begin alike, which chance does not do
   */
  KeyRing(List<Entry<T>> entries) {
    for (Entry<T> entry : entries) {
      if (byPrefix.put(entry.hash().prefix(), entry) != null) {
        throw new IllegalArgumentException(
            "sha256: " + entry.hash() + " (expected: a key of its own for each entry)");
      }
    }
  }

  boolean isEmpty() {
    return byPrefix.isEmpty();
  }

  /** The owner of a key, or null. A miss takes the same steps as a hit. */
  @Nullable T owner(String key) {
    boolean possible = !key.isEmpty() && key.length() <= LONGEST_KEY;
    KeyHash hash = KeyHash.of(possible ? key : "");
    Entry<T> found = byPrefix.get(hash.prefix());
    boolean matches = (found == null ? nobodys : found.hash()).matches(hash);
    return possible && matches && found != null ? found.owner() : null;
  }
}
