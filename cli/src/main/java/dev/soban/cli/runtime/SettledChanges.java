package dev.soban.cli.runtime;

import dev.soban.repository.FolderStamp;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which models changed and rest again: what is still being copied looks different at each look. One
 * thread.
 */
final class SettledChanges {
  private final Map<String, FolderStamp> followed;
  private Map<String, FolderStamp> lastSeen;

  /**
   * @param known as everything was when it was loaded
   */
  SettledChanges(Map<String, FolderStamp> known) {
    this.followed = new TreeMap<>(known);
    this.lastSeen = Map.copyOf(known);
  }

  /** Models that are not as they were followed last, but as they were at the last look. */
  Set<String> settled(Map<String, FolderStamp> now) {
    Set<String> names = new TreeSet<>(now.keySet());
    names.addAll(followed.keySet());
    Set<String> settled = new TreeSet<>();
    for (String name : names) {
      boolean changed = !Objects.equals(now.get(name), followed.get(name));
      if (changed && Objects.equals(now.get(name), lastSeen.get(name))) {
        settled.add(name);
        follow(name, now);
      }
    }
    lastSeen = Map.copyOf(now);
    return settled;
  }

  private void follow(String name, Map<String, FolderStamp> now) {
    FolderStamp stamp = now.get(name);
    if (stamp == null) {
      followed.remove(name);
    } else {
      followed.put(name, stamp);
    }
  }
}
