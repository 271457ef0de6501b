package dev.soban.benchmarks.micro;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings;
import dev.soban.core.model.TurnSettings.Split;
import dev.soban.core.model.TurnSettings.TickFrom;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.schedule.Scheduler;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Forming a batch of ten rows, and letting as many requests in as it finished, with so many waiting
 * all the time: one in twenty has 200 rows, the others 1 to 4. Beside it a request that comes to an
 * empty queue and runs at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {
  private static final long NANOS_PER_BATCH = 500_000;
  private static final long TEN_HOURS_NANOS = 36_000_000_000_000L;

  @Param({"10", "1000", "10000"})
  public int queued;

  @Param({"1", "100"})
  public int tenants;

  private final Random random = new Random(1);
  private final Terms tiny = Terms.of("group", 1, "anonymous");
  private Scheduler<Object> full = scheduler();
  private Scheduler<Object> empty = scheduler();
  private long now;

  @Setup(Level.Iteration)
  public void fill() {
    full = scheduler();
    empty = scheduler();
    while (full.requests() < queued) {
      arrive();
    }
  }

  @Benchmark
  public List<Slice<Object>> batch() {
    now += NANOS_PER_BATCH;
    List<Slice<Object>> batch = full.take(0, now);
    full.ran(10, NANOS_PER_BATCH);
    while (full.requests() < queued) {
      arrive();
    }
    return batch;
  }

  @Benchmark
  public List<Slice<Object>> requestToAnEmptyQueue() {
    now += 1_000;
    empty.add(new Waiting<>(this, tiny), now);
    List<Slice<Object>> batch = empty.take(0, now);
    empty.ran(1, 1_000);
    return batch;
  }

  private void arrive() {
    int rows = random.nextInt(20) == 0 ? 200 : 1 + random.nextInt(4);
    String tenant = "tenant" + random.nextInt(tenants);
    Terms terms =
        new Terms("group", rows, 0, tenant, 1, Priority.NORMAL, now + TEN_HOURS_NANOS, null);
    full.add(new Waiting<>(this, terms), now);
  }

  /** Nobody is turned away, so that the queue stays as long as it is meant to be. */
  private static Scheduler<Object> scheduler() {
    TurnSettings turns =
        new TurnSettings(
            Duration.ZERO,
            TickFrom.OLDEST,
            Split.ROWS,
            true,
            0,
            Duration.ofSeconds(2),
            List.of(),
            Duration.ofDays(1));
    return new Scheduler<>(
        new BatchingSettings(10, Duration.ZERO, Policy.ADAPTIVE, Invariance.TRUE, turns),
        1,
        Bounds.NONE);
  }
}
