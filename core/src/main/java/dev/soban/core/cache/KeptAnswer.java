package dev.soban.core.cache;

import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin.CacheUse;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An answer with the question that it answers, both held until the cache lets go and the last
 * reader is done.
 */
final class KeptAnswer {
  /** What keys, maps and shapes take on the heap, roughly. */
  private static final int OVERHEAD_BYTES = 512;

  private final Question question;
  private final InferenceResponse response;
  private final long keptAtNanos;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Takes over the tensors of both. */
  KeptAnswer(Question question, InferenceResponse response, long keptAtNanos) {
    this.question = question;
    this.response = response;
    this.keptAtNanos = keptAtNanos;
  }

  int sizeBytes() {
    long size =
        Tensors.heldBytes(question.inputs())
            + Tensors.heldBytes(response.outputs())
            + OVERHEAD_BYTES;
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  long ageNanos(long nowNanos) {
    return nowNanos - keptAtNanos;
  }

  /** The answer on tensors of its own; null when it answers another question, or is gone. */
  @Nullable InferenceResponse answerTo(Question asked) {
    if (!hold()) {
      return null;
    }
    try {
      return question.asksTheSameAs(asked) ? shared(response, CacheUse.HIT) : null;
    } finally {
      letGo();
    }
  }

  /** The same answer on tensors of its own. */
  static InferenceResponse shared(InferenceResponse response, CacheUse use) {
    return new InferenceResponse(
        response.model(),
        Tensors.each(response.outputs(), tensor -> tensor.share()),
        response.parameters(),
        response.origin().withCache(use));
  }

  /** Once by the cache, and once after each successful {@link #hold}. */
  void letGo() {
    if (holders.decrementAndGet() == 0) {
      question.close();
      response.close();
    }
  }

  private boolean hold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }
}
