package dev.soban.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionCache.Counts;
import dev.soban.core.tensor.TensorMemoryExhausted;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers within a bound of bytes and, if asked to, of age. Whatever leaves is let go of
 * once, on the thread that made it leave. Thread-safe.
 *
 * <p>The memory is the requests' own: when the pool has none left, the answers least likely to be
 * asked for again go, until the request has what it needs.
 */
final class AnswerStore implements TensorPool.Spare, AutoCloseable {
  /** A larger share of the bound for one answer would push too many others out. */
  private static final int LARGEST_SHARE = 8;

  private static final int RECLAIMED_AT_ONCE = 16;

  private final Cache<Fingerprint, KeptAnswer> answers;
  private final long largestBytes;
  private final TensorPool memory;
  private final Ticker ticker;
  private final CacheCounters counters;
  private volatile boolean closed;

  /**
   * @param maxBytes bound on what is kept
   * @param keptForNanos after which an answer is let go of; 0 for never
   */
  AnswerStore(
      long maxBytes, long keptForNanos, TensorPool memory, Ticker ticker, CacheCounters counters) {
    this.largestBytes = Math.min(maxBytes / LARGEST_SHARE, Integer.MAX_VALUE);
    this.memory = memory;
    this.ticker = ticker;
    this.counters = counters;
    Caffeine<Fingerprint, KeptAnswer> builder =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Fingerprint key, KeptAnswer answer) -> answer.sizeBytes())
            .ticker(ticker::nanos)
            .executor(Runnable::run)
            .removalListener(
                (key, answer, cause) -> {
                  counters.removed(cause);
                  if (answer != null) {
                    answer.letGo();
                  }
                });
    if (keptForNanos > 0) {
      builder.expireAfterWrite(Duration.ofNanos(keptForNanos));
    }
    this.answers = builder.build();
    memory.addSpare(this);
  }

  /** An answer to the very question, at most so old, on tensors of its own; or null. */
  @Nullable InferenceResponse find(Question question, long maxAgeNanos) {
    KeptAnswer kept = answers.getIfPresent(question.fingerprint());
    return kept == null || kept.ageNanos(ticker.nanos()) >= maxAgeNanos
        ? null
        : kept.answerTo(question);
  }

  /** Keeps an answer, unless it is too large; the caller goes on owning what it passed. */
  void keep(Question question, InferenceResponse response) {
    if (Tensors.sizeBytes(question.inputs()) + Tensors.sizeBytes(response.outputs())
        > largestBytes) {
      return;
    }
    KeptAnswer kept = copied(question, response);
    if (kept == null) {
      return;
    }
    answers.put(question.fingerprint(), kept);
    if (closed) {
      clear();
    }
  }

  private @Nullable KeptAnswer copied(Question question, InferenceResponse response) {
    Question asked = null;
    try {
      asked = question.holding(tensor -> Tensors.toKeep(tensor, memory));
      InferenceResponse answer =
          new InferenceResponse(
              response.model(),
              Tensors.each(response.outputs(), tensor -> Tensors.toKeep(tensor, memory)),
              response.parameters(),
              response.origin());
      return new KeptAnswer(asked, answer, ticker.nanos());
    } catch (TensorMemoryExhausted busy) {
      // Requests come first: what there is no room for is not kept.
      if (asked != null) {
        asked.close();
      }
      return null;
    }
  }

  long clear() {
    long before = answers.estimatedSize();
    answers.invalidateAll();
    return before;
  }

  @Override
  public boolean letGo(long bytes) {
    long reclaimed = 0;
    while (reclaimed < bytes) {
      Map<Fingerprint, KeptAnswer> coldest = eviction().coldest(RECLAIMED_AT_ONCE);
      if (coldest.isEmpty()) {
        break;
      }
      for (Map.Entry<Fingerprint, KeptAnswer> answer : coldest.entrySet()) {
        if (answers.asMap().remove(answer.getKey(), answer.getValue())) {
          counters.reclaimed();
        }
        reclaimed += answer.getValue().sizeBytes();
      }
    }
    return reclaimed > 0;
  }

  Counts counts() {
    answers.cleanUp();
    OptionalLong bytes = eviction().weightedSize();
    return counters.counts(answers.estimatedSize(), bytes.orElse(0));
  }

  private Policy.Eviction<Fingerprint, KeptAnswer> eviction() {
    return answers.policy().eviction().orElseThrow();
  }

  @Override
  public void close() {
    closed = true;
    memory.removeSpare(this);
    clear();
  }
}
