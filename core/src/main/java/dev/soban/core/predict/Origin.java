package dev.soban.core.predict;

import java.util.Locale;

/**
 * Where an answer came from, as the client is told.
 *
 * @param cache what the cache had to do with it
 * @param degraded what stands in for the model's own answer: {@code stale}, {@code constant} or
 *     {@code model:NAME}; empty when nothing does
 */
public record Origin(CacheUse cache, String degraded) {
  /** The model's own answer, made for this request, with no cache asked. */
  public static final Origin ENGINE = new Origin(CacheUse.NONE, "");

  /** What a cache had to do with an answer. */
  public enum CacheUse {
    /** No cache was asked. */
    NONE,
    /** It held no answer, so one was made. */
    MISS,
    /** It held the answer. */
    HIT,
    /** The answer was being made for an equal request. */
    JOINED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As headers and metrics write it. */
    public String label() {
      return label;
    }
  }

  /** Whether something stands in for the model's own answer; such an answer is never cached. */
  public boolean isDegraded() {
    return !degraded.isEmpty();
  }

  public Origin withCache(CacheUse use) {
    return new Origin(use, degraded);
  }

  public Origin degradedTo(String kind) {
    return new Origin(cache, kind);
  }
}
