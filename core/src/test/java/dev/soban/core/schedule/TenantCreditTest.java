package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Terms;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantCreditTest {
  private static final int BATCH = BatchingSettings.DEFAULT.maxBatchSize();
  private static final long MILLI = 1_000_000;

  private final Scheduler<String> scheduler =
      new Scheduler<>(BatchingSettings.DEFAULT, 1, Bounds.NONE);
  private long nowNanos;

  @Test
  void a_tenant_that_asks_for_little_has_all_of_it_in_the_next_batch() {
    flood();

    add("light", 4);
    add("light", 4);

    assertThat(rowsOf("light", take())).isEqualTo(8);
  }

  @Test
  void a_tenant_that_comes_back_before_each_batch_gets_no_more_than_its_share() {
    flood();
    long sly = 0;
    for (int i = 0; i < 100; i++) {
      add("sly", BATCH);
      sly += rowsOf("sly", take());
    }

    assertThat(sly).isBetween(50L * BATCH - BATCH, 50L * BATCH + BATCH);
  }

  /** Fills the queue for long, and lets the tenant's counter rise. */
  private void flood() {
    for (int i = 0; i < 1_000; i++) {
      add("flood", 4);
    }
    for (int i = 0; i < 20; i++) {
      take();
    }
  }

  private void add(String tenant, long rows) {
    scheduler.add(new Waiting<>(tenant, Terms.of("group", rows, tenant)), nowNanos);
  }

  private List<Slice<String>> take() {
    nowNanos += MILLI;
    return scheduler.take(0, nowNanos);
  }

  private static long rowsOf(String tenant, List<Slice<String>> batch) {
    return batch.stream()
        .filter(slice -> slice.waiting().payload().equals(tenant))
        .mapToLong(Slice::count)
        .sum();
  }
}
