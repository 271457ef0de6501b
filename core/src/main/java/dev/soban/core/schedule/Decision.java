package dev.soban.core.schedule;

import dev.soban.core.schedule.line.Waiting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a new request, and of others because of it. Neither the evicted nor the superseded
 * wait any more: the caller settles them.
 *
 * @param refusal null when the request waits now
 * @param evicted gave up their places to a request of a higher class, or of a tenant with less
 *     waiting
 * @param superseded were replaced by this newer request with the same key
 */
public record Decision<T>(
    @Nullable Refusal refusal, List<Waiting<T>> evicted, List<Waiting<T>> superseded) {
  private static final Decision<?> ACCEPTED = new Decision<>(null, List.of(), List.of());

  public boolean accepted() {
    return refusal == null;
  }

  @SuppressWarnings("unchecked") // Holds no request, so it fits every type.
  static <T> Decision<T> accept() {
    return (Decision<T>) ACCEPTED;
  }

  static <T> Decision<T> refuse(Refusal refusal) {
    return new Decision<>(refusal, List.of(), List.of());
  }
}
