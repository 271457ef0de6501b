package dev.soban.core.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a model version keeps of its answers.
 *
 * @param maxBytes bound on kept questions and answers
 * @param ttl how long an answer stays good; zero for as long as there is room
 * @param acrossTenants whether a tenant may get what another one's request made
 * @param prewarm a file of requests, one to a line, to be answered beforehand
 */
public record CacheSettings(
    boolean enabled, long maxBytes, Duration ttl, boolean acrossTenants, Optional<Path> prewarm) {
  public static final CacheSettings DEFAULT =
      new CacheSettings(false, 64L << 20, Duration.ZERO, false, Optional.empty());

  public CacheSettings {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("max_size: " + maxBytes + " (expected: >= 1)");
    }
    if (ttl.isNegative()) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: not negative)");
    }
  }
}
