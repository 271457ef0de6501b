package dev.soban.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchQueueTest {
  private static final long DELAY = 100;

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();
  private final List<Ticket> tickets = new ArrayList<>();
  private BatchQueue queue = new BatchQueue(plan(Policy.ADAPTIVE, 0));

  private static BatchPlan plan(Policy policy, long maxDelayNanos) {
    return new BatchPlan(true, 4, maxDelayNanos, policy, 1, 100);
  }

  @AfterEach
  void settleAll() {
    tickets.forEach(Ticket::settle);
  }

  @Test
  void nothing_is_due_while_nothing_waits() {
    assertThat(queue.dueInNanos(ticker.nanos())).isEqualTo(Long.MAX_VALUE);
    assertThat(take()).isEmpty();
  }

  @Test
  void requests_share_a_batch_in_the_order_they_came() {
    add("a", 1);
    add("b", 2);
    add("c", 1);

    assertThat(queue.requests()).isEqualTo(3);
    assertThat(queue.rows()).isEqualTo(4);
    assertThat(take()).isEqualTo("a0+1 b0+2 c0+1");
    assertEmpty();
  }

  @Test
  void a_batch_takes_no_more_rows_than_the_plan_allows_and_splits_the_last_request() {
    add("a", 3);
    add("b", 3);

    assertThat(take()).isEqualTo("a0+3 b0+1");
    assertThat(queue.requests()).isEqualTo(1);
    assertThat(queue.rows()).isEqualTo(2);
    assertThat(take()).isEqualTo("b1+2");
    assertEmpty();
  }

  @Test
  void adaptive_sends_a_large_request_to_the_back_after_its_turn() {
    add("large", 10);
    add("a", 1);
    add("b", 1);

    assertThat(take()).isEqualTo("large0+4");
    assertThat(take()).isEqualTo("a0+1 b0+1 large4+2");
    assertThat(take()).isEqualTo("large6+4");
    assertEmpty();
  }

  @Test
  void fifo_keeps_a_large_request_in_front_until_it_is_done() {
    queue = new BatchQueue(plan(Policy.FIFO, 0));
    add("large", 10);
    add("a", 1);

    assertThat(take()).isEqualTo("large0+4");
    assertThat(take()).isEqualTo("large4+4");
    assertThat(take()).isEqualTo("large8+2 a0+1");
    assertEmpty();
  }

  @Test
  void groups_never_mix_and_the_one_that_waited_longest_goes_first() {
    add("a", 1, "one");
    ticker.advanceNanos(1);
    add("b", 1, "two");
    ticker.advanceNanos(1);
    add("c", 1, "one");

    assertThat(take()).isEqualTo("a0+1 c0+1");
    assertThat(take()).isEqualTo("b0+1");
    assertEmpty();
  }

  @Test
  void adaptive_lets_a_large_request_take_turns_with_other_groups_too() {
    add("large", 12, "one");
    ticker.advanceNanos(1);
    add("small", 1, "two");
    ticker.advanceNanos(1);

    assertThat(take()).isEqualTo("large0+4");
    ticker.advanceNanos(1);
    assertThat(take()).isEqualTo("small0+1");
    assertThat(take()).isEqualTo("large4+4");
  }

  @Test
  void fifo_finishes_a_large_request_before_a_younger_group() {
    queue = new BatchQueue(plan(Policy.FIFO, 0));
    add("large", 8, "one");
    ticker.advanceNanos(1);
    add("small", 1, "two");

    assertThat(take()).isEqualTo("large0+4");
    ticker.advanceNanos(1);
    assertThat(take()).isEqualTo("large4+4");
    assertThat(take()).isEqualTo("small0+1");
  }

  @Test
  void a_batch_that_is_not_full_waits_for_company_until_the_oldest_waited_long_enough() {
    queue = new BatchQueue(plan(Policy.ADAPTIVE, DELAY));
    add("a", 1);
    ticker.advanceNanos(40);
    add("b", 1);

    assertThat(queue.dueInNanos(ticker.nanos())).isEqualTo(60);
    assertThat(take()).isEmpty();
    ticker.advanceNanos(60);
    assertThat(queue.dueInNanos(ticker.nanos())).isZero();
    assertThat(take()).isEqualTo("a0+1 b0+1");
  }

  @Test
  void a_full_batch_is_due_at_once() {
    queue = new BatchQueue(plan(Policy.ADAPTIVE, DELAY));
    add("a", 3);
    add("b", 1);

    assertThat(queue.dueInNanos(ticker.nanos())).isZero();
    assertThat(take()).isEqualTo("a0+3 b0+1");
  }

  @Test
  void a_full_batch_is_due_although_an_older_group_still_waits_for_company() {
    queue = new BatchQueue(plan(Policy.ADAPTIVE, DELAY));
    add("old", 1, "one");
    ticker.advanceNanos(1);
    add("full", 4, "two");

    assertThat(queue.dueInNanos(ticker.nanos())).isZero();
    assertThat(take()).isEqualTo("full0+4");
    assertThat(queue.dueInNanos(ticker.nanos())).isEqualTo(DELAY - 1);
  }

  @Test
  void rows_left_over_from_a_split_request_do_not_wait_longer_for_younger_company() {
    queue = new BatchQueue(plan(Policy.ADAPTIVE, DELAY));
    add("large", 5);
    ticker.advanceNanos(50);
    add("young", 1);
    assertThat(take()).isEqualTo("large0+4");
    assertThat(queue.dueInNanos(ticker.nanos())).isEqualTo(50);

    ticker.advanceNanos(50);

    assertThat(take()).isEqualTo("young0+1 large4+1");
  }

  @Test
  void a_removed_request_leaves_no_trace() {
    Ticket a = add("a", 3);
    Ticket b = add("b", 5);
    assertThat(take()).isEqualTo("a0+3 b0+1");

    queue.remove(b);
    queue.remove(b);
    queue.remove(a);

    assertEmpty();
  }

  @Test
  void a_request_removed_from_between_lets_the_others_close_ranks() {
    add("a", 1);
    Ticket b = add("b", 1);
    add("c", 1);

    queue.remove(b);

    assertThat(take()).isEqualTo("a0+1 c0+1");
    assertEmpty();
  }

  @Test
  void requests_that_do_not_merge_run_alone_and_whole_without_waiting() {
    queue = new BatchQueue(new BatchPlan(false, 4, DELAY, Policy.ADAPTIVE, 1, 100));
    add("a", 9);
    add("b", 1);

    assertThat(queue.dueInNanos(ticker.nanos())).isZero();
    assertThat(take()).isEqualTo("a0+9");
    assertThat(take()).isEqualTo("b0+1");
    assertEmpty();
  }

  private Ticket add(String name, long rows) {
    return add(name, rows, "group");
  }

  private Ticket add(String name, long rows, String group) {
    try (Tensor input =
        TestTensors.longs(memory.pool(), Shape.of(rows), new long[Math.toIntExact(rows)])) {
      Ticket ticket =
          new Ticket(
              TestRequests.request(ticker).id(name).input("x", input).build(),
              group,
              rows,
              ticker.nanos());
      tickets.add(ticket);
      queue.add(ticket);
      return ticket;
    }
  }

  private String take() {
    List<Part> parts = queue.take(ticker.nanos());
    parts.forEach(Part::release);
    return parts.stream()
        .map(part -> part.ticket().request.context().id() + part.from() + "+" + part.count())
        .collect(Collectors.joining(" "));
  }

  private void assertEmpty() {
    assertThat(queue.requests()).isZero();
    assertThat(queue.rows()).isZero();
    assertThat(take()).isEmpty();
  }
}
