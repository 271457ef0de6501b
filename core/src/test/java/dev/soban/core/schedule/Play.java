package dev.soban.core.schedule;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings;
import dev.soban.core.model.TurnSettings.Level;
import dev.soban.core.model.TurnSettings.Split;
import dev.soban.core.model.TurnSettings.TickFrom;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler moved by hand: requests with one-letter names, batches as text such as {@code a0+2
 * b0+1}. Time begins just before the scale wraps around.
 */
final class Play {
  static final long MILLI = 1_000_000;

  final Scheduler<String> scheduler;
  final Map<String, Waiting<String>> requests = new HashMap<>();
  long now = Long.MAX_VALUE - 3 * MILLI;

  Play(BatchingSettings settings) {
    this(settings, 1, Bounds.NONE);
  }

  Play(BatchingSettings settings, int instances, Bounds bounds) {
    this.scheduler = new Scheduler<>(settings, instances, bounds);
  }

  /** Settings as a test wants them, batches of ten rows. */
  static final class Settings {
    private final Policy policy;
    private int batch = 10;
    private Duration delay = Duration.ZERO;
    private Duration tick = Duration.ZERO;
    private TickFrom tickFrom = TickFrom.OLDEST;
    private Split split = Split.ROWS;
    private boolean merge = true;
    private int quantum;
    private Duration boost = Duration.ofSeconds(2);
    private List<Level> levels = List.of();
    private @Nullable Duration target;

    Settings(Policy policy) {
      this.policy = policy;
    }

    Settings batch(int rows) {
      batch = rows;
      return this;
    }

    Settings delay(int millis) {
      delay = Duration.ofMillis(millis);
      return this;
    }

    Settings tick(int millis, TickFrom from) {
      tick = Duration.ofMillis(millis);
      tickFrom = from;
      return this;
    }

    Settings tens() {
      split = Split.TENS;
      return this;
    }

    Settings apart() {
      merge = false;
      return this;
    }

    Settings quantum(int rows) {
      quantum = rows;
      return this;
    }

    Settings boost(int millis) {
      boost = Duration.ofMillis(millis);
      return this;
    }

    Settings levels(Level... all) {
      levels = List.of(all);
      return this;
    }

    Settings target(int millis) {
      target = Duration.ofMillis(millis);
      return this;
    }

    BatchingSettings build() {
      return new BatchingSettings(
          batch,
          delay,
          policy,
          Invariance.TRUE,
          new TurnSettings(tick, tickFrom, split, merge, quantum, boost, levels, target));
    }

    Play play() {
      return new Play(build());
    }
  }

  static Settings with(Policy policy) {
    return new Settings(policy);
  }

  /** Terms that a test changes one by one. */
  static Terms terms(int rows) {
    return Terms.of("group", rows, "tenant");
  }

  static Terms of(String tenant, int rows) {
    return Terms.of("group", rows, tenant);
  }

  static Terms of(Priority priority, int rows) {
    return new Terms("group", rows, 0, "tenant", 1, priority, Terms.NO_DEADLINE, null);
  }

  Terms within(int millis, int rows) {
    return new Terms("group", rows, 0, "tenant", 1, Priority.NORMAL, now + millis * MILLI, null);
  }

  static Terms latest(String tenant, String key) {
    return new Terms("group", 1, 10, tenant, 1, Priority.NORMAL, Terms.NO_DEADLINE, key);
  }

  Decision<String> add(String name, int rows) {
    return add(name, terms(rows));
  }

  Decision<String> add(String name, Terms terms) {
    Waiting<String> waiting = new Waiting<>(name, terms);
    requests.put(name, waiting);
    return scheduler.add(waiting, now);
  }

  /** The next batch, as text. */
  String take() {
    return take(0);
  }

  String take(int worker) {
    return scheduler.take(worker, now).stream()
        .map(slice -> slice.waiting().payload() + slice.from() + "+" + slice.count())
        .collect(Collectors.joining(" "));
  }

  /** Rows of each name in the next batches. */
  Map<String, Long> rowsIn(int batches) {
    Map<String, Long> rows = new HashMap<>();
    for (int i = 0; i < batches; i++) {
      scheduler
          .take(0, now)
          .forEach(slice -> rows.merge(slice.waiting().payload(), slice.count(), Long::sum));
    }
    return rows;
  }

  void pass(long millis) {
    now += millis * MILLI;
  }

  /** Enough runs for the scheduler to rely on: a fixed part and a part for each row. */
  void learn(int fixedMillis, int perRowMillis) {
    for (int rows = 1; rows <= 10; rows++) {
      scheduler.ran(rows, (fixedMillis + (long) perRowMillis * rows) * MILLI);
    }
  }
}
