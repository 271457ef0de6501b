package dev.soban.simulate;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.schedule.Decision;
import dev.soban.core.schedule.Scheduler;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The scheduler that serves. */
final class Scheduled implements Discipline {
  private static final Object GROUP = "all alike";
  private static final long BYTES = 0;
  private static final double WEIGHT = 1;

  private final Scheduler<Job> scheduler;

  Scheduled(BatchingSettings settings, int workers, Bounds bounds) {
    this.scheduler = new Scheduler<>(settings, workers, bounds);
  }

  @Override
  public void add(Job job, long nowNanos, Consumer<Job> refused) {
    Decision<Job> decision = scheduler.add(new Waiting<>(job, terms(job)), nowNanos);
    if (!decision.accepted()) {
      refused.accept(job);
    }
    for (Waiting<Job> evicted : decision.evicted()) {
      refused.accept(evicted.payload());
    }
  }

  private static Terms terms(Job job) {
    return new Terms(
        GROUP,
        job.rows,
        BYTES,
        job.flow.tenant(),
        WEIGHT,
        job.flow.priority(),
        Terms.NO_DEADLINE,
        null);
  }

  @Override
  public List<Share> take(int worker, long nowNanos) {
    List<Slice<Job>> slices = scheduler.take(worker, nowNanos);
    if (slices.isEmpty()) {
      return List.of();
    }
    List<Share> batch = new ArrayList<>(slices.size());
    for (Slice<Job> slice : slices) {
      batch.add(new Share(slice.waiting().payload(), slice.count()));
    }
    return batch;
  }

  @Override
  public long dueInNanos(long nowNanos) {
    return scheduler.dueInNanos(nowNanos);
  }

  @Override
  public void ran(long rows, long elapsedNanos) {
    scheduler.ran(rows, elapsedNanos);
  }
}
