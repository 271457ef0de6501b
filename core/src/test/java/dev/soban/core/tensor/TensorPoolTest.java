package dev.soban.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TensorPoolTest {
  private static final long MIB = 1L << 20;

  private final TensorPool pool = new TensorPool(4 * MIB, MIB);

  @Test
  void a_returned_slab_is_the_next_one_handed_out() {
    Slab first = pool.allocate(1000);
    long address = first.memory().address();
    first.release();

    Slab second = pool.allocate(900);

    assertThat(second.memory().address()).isEqualTo(address);
    assertThat(second.memory().byteSize()).isGreaterThanOrEqualTo(1000);
    second.release();
    assertThat(pool.heldSlabs()).isZero();
  }

  @Test
  void small_slabs_are_carved_from_one_chunk_without_overlap() {
    Slab first = pool.allocate(100);
    Slab second = pool.allocate(100);

    assertThat(pool.allocatedBytes()).isEqualTo(MIB);
    assertThat(Math.abs(first.memory().address() - second.memory().address()))
        .isGreaterThanOrEqualTo(100);
    assertThat(pool.heldSlabs()).isEqualTo(2);
  }

  @Test
  void the_bound_counts_everything_and_names_itself() {
    pool.allocate(3 * MIB);

    assertThatThrownBy(() -> pool.allocate(2 * MIB))
        .isInstanceOf(TensorMemoryExhausted.class)
        .hasMessage("tensor memory: 2097152 more bytes (expected: within 4194304 in all)");
    assertThat(pool.heldSlabs()).isEqualTo(1);
    assertThat(pool.allocatedBytes()).isEqualTo(3 * MIB);
  }

  @Test
  void a_size_beyond_every_machine_is_refused_like_any_other() {
    assertThatThrownBy(() -> pool.allocate((1L << 46) + 1))
        .isInstanceOf(TensorMemoryExhausted.class);
    assertThatThrownBy(() -> pool.allocate(Long.MAX_VALUE))
        .isInstanceOf(TensorMemoryExhausted.class);
    assertThatThrownBy(() -> pool.allocate(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sizeBytes: -1 (expected: >= 0)");
    assertThat(pool.heldSlabs()).isZero();
  }

  @Test
  void memory_that_the_system_does_not_have_is_refused_and_not_counted() {
    TensorPool boundless = new TensorPool(1L << 50, 0);

    assertThatThrownBy(() -> boundless.allocate(1L << 45))
        .isInstanceOf(TensorMemoryExhausted.class);
    assertThat(boundless.allocatedBytes()).isZero();
    assertThat(boundless.heldSlabs()).isZero();
  }

  @Test
  void large_memory_beyond_what_may_lie_idle_goes_back_to_the_system() {
    Slab small = pool.allocate(MIB / 2);
    Slab large = pool.allocate(2 * MIB);

    large.release();
    assertThat(pool.allocatedBytes()).isEqualTo(MIB / 2);
    small.release();
    assertThat(pool.allocatedBytes()).isEqualTo(MIB / 2);
  }

  @Test
  void idle_memory_of_one_size_gives_way_to_another_size() {
    TensorPool retaining = new TensorPool(4 * MIB, 4 * MIB);
    retaining.allocate(3 * MIB).release();
    assertThat(retaining.allocatedBytes()).isEqualTo(3 * MIB);

    Slab other = retaining.allocate(2 * MIB);

    assertThat(retaining.allocatedBytes()).isEqualTo(2 * MIB);
    other.release();
    retaining.allocate(100).release();
    retaining.allocate(3 * MIB - 1).release();
    assertThat(retaining.heldSlabs()).isZero();
  }

  @Test
  void a_flood_of_one_small_size_leaves_memory_for_every_other_size() {
    List<Slab> flood = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                flood.add(pool.allocate(100_000));
              }
            })
        .isInstanceOf(TensorMemoryExhausted.class);
    assertThat(flood).hasSizeGreaterThan(30);
    flood.forEach(Slab::release);

    Slab large = pool.allocate(MIB);
    Slab small = pool.allocate(200_000);

    large.release();
    small.release();
    assertThat(pool.heldSlabs()).isZero();
    assertThat(pool.allocatedBytes()).isLessThanOrEqualTo(3 * MIB);
  }

  @Test
  void releasing_more_often_than_held_is_a_defect() {
    Slab slab = pool.allocate(1);
    slab.release();

    assertThatThrownBy(slab::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_pool_smaller_than_one_chunk_is_refused() {
    assertThatThrownBy(() -> new TensorPool(1, 0))
        .hasMessage("limitBytes: 1 (expected: >= 1048576)");
  }

  @Test
  void many_threads_never_share_a_slab() throws Exception {
    List<Future<?>> threads = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        long mark = t + 1L;
        threads.add(executor.submit(() -> markAndCheck(mark)));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    }
    assertThat(pool.heldSlabs()).isZero();
  }

  private void markAndCheck(long mark) {
    for (long i = 0; i < 5_000; i++) {
      Slab slab = pool.allocate(i % 50 == 0 ? MIB / 2 : 64L + i % 500);
      slab.memory().set(ValueLayout.JAVA_LONG, 0, mark);
      Thread.onSpinWait();
      assertThat(slab.memory().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(mark);
      slab.release();
    }
  }
}
