package dev.soban.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.TurnSettings.Split;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One random life of a scheduler: arrivals, batches, cancellations, lost runs and deadlines, with
 * every promise checked at every step. Time begins just before the scale wraps around.
 */
final class RandomSchedule {
  private static final int STEPS = 400;
  private static final long MILLI = 1_000_000;

  private final BatchingSettings settings;
  private final int instances;
  private final Random random;
  private final Scheduler<Integer> scheduler;
  private final Map<Waiting<Integer>, Progress> waiting = new HashMap<>();
  private final List<Waiting<Integer>> order = new ArrayList<>();
  private final List<List<Slice<Integer>>> running = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private long now = Long.MAX_VALUE - 50 * MILLI;
  private int named;

  /** Which rows of a request were taken, and where the next one is expected. */
  private static final class Progress {
    final BitSet taken = new BitSet();
    final Set<Long> returned = new HashSet<>();
    long next;
  }

  RandomSchedule(BatchingSettings settings, int instances, Bounds bounds, long seed) {
    this.settings = settings;
    this.instances = instances;
    this.random = new Random(seed);
    this.scheduler = new Scheduler<>(settings, instances, bounds);
  }

  /** What happened, as lines. */
  List<String> play() {
    for (int step = 0; step < STEPS; step++) {
      now += random.nextInt(4) == 0 ? random.nextLong(20 * MILLI) : random.nextLong(MILLI);
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> arrive();
        case 4 -> cancel();
        case 5 -> end();
        default -> begin();
      }
      assertCounted();
    }
    drain();
    return log;
  }

  private void arrive() {
    Terms terms =
        new Terms(
            "group" + random.nextInt(2),
            random.nextInt(5) == 0 ? 1 + random.nextInt(70) : 1 + random.nextInt(4),
            random.nextInt(100),
            "tenant" + random.nextInt(4),
            1 + random.nextInt(3),
            Priority.values()[random.nextInt(3)],
            random.nextInt(4) == 0 ? now + random.nextLong(200 * MILLI) : Terms.NO_DEADLINE,
            random.nextInt(6) == 0 ? "camera" + random.nextInt(2) : null);
    Waiting<Integer> arrived = new Waiting<>(named++, terms);
    Decision<Integer> decision = scheduler.add(arrived, now);
    log.add("add " + arrived.payload() + " " + decision.refusal());
    if (decision.accepted()) {
      waiting.put(arrived, new Progress());
      order.add(arrived);
    } else {
      assertThat(decision.evicted()).isEmpty();
      assertThat(decision.superseded()).isEmpty();
    }
    decision.evicted().forEach(this::gone);
    decision.superseded().forEach(this::superseded);
  }

  private void superseded(Waiting<Integer> old) {
    assertThat(waiting.get(old).taken.isEmpty() || !waiting.get(old).returned.isEmpty()).isTrue();
    gone(old);
  }

  private void cancel() {
    if (!order.isEmpty()) {
      Waiting<Integer> cancelled = order.get(random.nextInt(order.size()));
      assertThat(scheduler.remove(cancelled)).isTrue();
      assertThat(scheduler.remove(cancelled)).isFalse();
      gone(cancelled);
    }
  }

  private void begin() {
    if (running.size() == instances) {
      end();
      return;
    }
    long due = scheduler.dueInNanos(now);
    boolean nothing = scheduler.rows() == 0;
    assertThat(due == Long.MAX_VALUE).isEqualTo(nothing);
    List<Slice<Integer>> batch = scheduler.take(random.nextInt(instances), now);
    scheduler.takeExpired().forEach(this::expired);
    log.add("batch " + batch.stream().map(RandomSchedule::text).toList());
    if (batch.isEmpty()) {
      if (!holds()) {
        assertThat(scheduler.rows()).as("work-conserving").isZero();
      }
      return;
    }
    assertThat(due).isZero();
    check(batch);
    running.add(batch);
  }

  private void check(List<Slice<Integer>> batch) {
    Object group = batch.getFirst().waiting().terms().group();
    long rows = 0;
    for (Slice<Integer> slice : batch) {
      Waiting<Integer> from = slice.waiting();
      assertThat(from.terms().group()).isEqualTo(group);
      long deadline = from.terms().deadlineNanos();
      assertThat(deadline == Terms.NO_DEADLINE || deadline - now > 0).isTrue();
      mark(slice);
      rows += slice.count();
      if (from.rowsWaiting() == 0) {
        order.remove(from);
      }
    }
    assertThat(rows).isBetween(1L, (long) settings.maxBatchSize());
    if (!settings.turns().merge()) {
      assertThat(batch.stream().map(Slice::waiting).distinct()).hasSize(1);
    } else if (rows < settings.maxBatchSize() && settings.turns().split() == Split.ROWS) {
      assertThat(order)
          .as("a batch that is not full leaves nobody of its group behind")
          .noneMatch(left -> left.terms().group().equals(group));
    }
  }

  private void mark(Slice<Integer> slice) {
    Progress progress = waiting.get(slice.waiting());
    for (long row = slice.from(); row < slice.from() + slice.count(); row++) {
      assertThat(progress.taken.get((int) row)).as("row taken twice").isFalse();
      progress.taken.set((int) row);
      if (!progress.returned.remove(row)) {
        assertThat(row).as("rows in order").isEqualTo(progress.next);
        progress.next++;
      }
    }
    if (settings.turns().split() == Split.TENS) {
      assertThat(slice.from() % settings.maxBatchSize()).isZero();
    }
  }

  private void end() {
    if (running.isEmpty()) {
      return;
    }
    List<Slice<Integer>> batch = running.remove(random.nextInt(running.size()));
    long rows = batch.stream().mapToLong(Slice::count).sum();
    if (random.nextInt(8) != 0) {
      scheduler.ran(rows, MILLI + rows * MILLI);
      return;
    }
    log.add("lost");
    for (Slice<Integer> slice : batch) {
      Progress progress = waiting.get(slice.waiting());
      if (progress == null) {
        scheduler.putBack(slice, now);
        continue;
      }
      for (long row = slice.from(); row < slice.from() + slice.count(); row++) {
        progress.taken.clear((int) row);
        progress.returned.add(row);
      }
      scheduler.putBack(slice, now);
      if (!order.contains(slice.waiting())) {
        order.add(slice.waiting());
      }
    }
  }

  private void drain() {
    scheduler.hurry();
    while (scheduler.rows() > 0) {
      begin();
    }
    waiting.forEach(
        (request, progress) ->
            assertThat(progress.taken.cardinality() == request.rows() || lost(progress))
                .as("every row of request " + request.payload())
                .isTrue());
    assertThat(order).isEmpty();
    assertThat(scheduler.requests()).isZero();
    assertThat(scheduler.rows()).isZero();
    assertThat(scheduler.bytes()).isZero();
    assertThat(scheduler.dueInNanos(now)).isEqualTo(Long.MAX_VALUE);
    assertThat(scheduler.removeAll()).isEmpty();
  }

  /** A run that is still going on at the end holds the rest. */
  private static boolean lost(Progress progress) {
    return !progress.returned.isEmpty();
  }

  private void expired(Waiting<Integer> late) {
    assertThat(late.terms().deadlineNanos() - now).isNotPositive();
    gone(late);
  }

  private void gone(Waiting<Integer> request) {
    assertThat(scheduler.remove(request)).isFalse();
    waiting.remove(request);
    order.remove(request);
  }

  private boolean holds() {
    return !settings.maxQueueDelay().isZero() || !settings.turns().tick().isZero();
  }

  private void assertCounted() {
    assertThat(scheduler.requests()).isEqualTo(order.size());
    assertThat(scheduler.rows()).isEqualTo(order.stream().mapToLong(Waiting::rowsWaiting).sum());
    assertThat(scheduler.bytes()).isEqualTo(order.stream().mapToLong(w -> w.terms().bytes()).sum());
  }

  private static String text(Slice<Integer> slice) {
    return slice.waiting().payload() + ":" + slice.from() + "+" + slice.count();
  }
}
