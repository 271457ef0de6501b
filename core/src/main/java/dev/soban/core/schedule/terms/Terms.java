package dev.soban.core.schedule.terms;

import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of a request.
 *
 * @param group requests whose groups are equal may share a batch
 * @param rows to run
 * @param bytes that its inputs hold while it waits
 * @param tenant on whose account it runs
 * @param weight of the tenant: twice the weight, twice the rows
 * @param deadlineNanos on the caller's scale of time, or {@link #NO_DEADLINE}
 * @param keepLatest a newer request of the same tenant with an equal key takes this one's place
 */
public record Terms(
    Object group,
    long rows,
    long bytes,
    String tenant,
    double weight,
    Priority priority,
    long deadlineNanos,
    @Nullable String keepLatest) {
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  public Terms {
    if (rows < 1) {
      throw new IllegalArgumentException("rows: " + rows + " (expected: >= 1)");
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
    }
  }

  /** Rows on the given tenant's account with nothing special about them. */
  public static Terms of(Object group, long rows, String tenant) {
    return new Terms(group, rows, 0, tenant, 1, Priority.NORMAL, NO_DEADLINE, null);
  }
}
