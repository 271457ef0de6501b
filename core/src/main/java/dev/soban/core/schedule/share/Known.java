package dev.soban.core.schedule.share;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known by name. Gives its memory back when most of what it held is forgotten. */
public final class Known<K, V> {
  private static final int WORTH_SHRINKING = 1_024;

  private Map<K, V> map = new HashMap<>();
  private int largest;

  public @Nullable V get(K key) {
    return map.get(key);
  }

  public void put(K key, V value) {
    map.put(key, value);
    largest = Math.max(largest, map.size());
  }

  public boolean remove(K key, V value) {
    boolean removed = map.remove(key, value);
    if (largest > WORTH_SHRINKING && map.size() < largest / 8) {
      map = new HashMap<>(map);
      largest = map.size();
    }
    return removed;
  }

  public int size() {
    return map.size();
  }
}
