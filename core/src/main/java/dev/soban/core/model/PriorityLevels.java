package dev.soban.core.model;

import java.time.Duration;
import java.util.Map;

/**
 * A model's own scale of priorities, and how long requests may wait for the engine.
 *
 * @param count of levels, of which 1 is the highest; 0 when requests go by the protocol's own
 *     numbers
 * @param usual level of requests that name none that there is
 * @param queueTimeout how long a request may wait until the first of its rows run; zero for as long
 *     as its deadline lets it
 * @param queueTimeouts the same for single levels
 */
public record PriorityLevels(
    int count, int usual, Duration queueTimeout, Map<Integer, Duration> queueTimeouts) {
  public PriorityLevels {
    if (count < 0) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
    }
    if (count > 0 && (usual < 1 || usual > count)) {
      throw new IllegalArgumentException("usual: " + usual + " (expected: 1 to " + count + ")");
    }
    queueTimeouts = Map.copyOf(queueTimeouts);
  }

  /** The level of a request with this number; the number itself where there are no levels. */
  public int level(int number) {
    return count == 0 || (number >= 1 && number <= count) ? number : usual;
  }

  /**
   * The protocol's number for a level: up to three levels are 1, 2 and 3; of more, the upper third
   * is 1, the middle 2 and the lower 3. A single level is the default.
   */
  public int priority(int level) {
    if (count == 0) {
      return level;
    }
    if (count == 1) {
      return 0;
    }
    return count <= 3 ? level : 1 + (int) ((level - 1) * 3L / count);
  }

  /** Zero for as long as the deadline lets it. */
  public Duration queueTimeout(int level) {
    return queueTimeouts.getOrDefault(level, queueTimeout);
  }
}
