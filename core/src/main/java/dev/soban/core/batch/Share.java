package dev.soban.core.batch;

import java.util.ArrayDeque;
import java.util.Deque;

/** One client's share of the compute threads, and the turns it waits for, in order. */
final class Share {
  private final ComputeSlots slots;
  private final double stride;

  // Guarded by the slots' lock:
  private final Deque<ComputeSlots.Turn> turns = new ArrayDeque<>(2);
  private double tag;

  Share(ComputeSlots slots, double weight) {
    if (!(weight > 0)) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
    }
    this.slots = slots;
    this.stride = 1 / weight;
  }

  /**
   * Asks for one turn.
   *
   * @return false when the compute threads have ended: the turn will never come
   */
  boolean ask(ComputeSlots.Turn turn) {
    return slots.ask(this, turn);
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  /** Of the front turn; when none waits, of the last one. */
  double tag() {
    return tag;
  }

  boolean isBefore(Share other) {
    return tag < other.tag;
  }

  void add(ComputeSlots.Turn turn, double clock) {
    if (turns.isEmpty()) {
      tag = Math.max(clock, tag) + stride;
    }
    turns.addLast(turn);
  }

  ComputeSlots.Turn take() {
    ComputeSlots.Turn turn = turns.removeFirst();
    if (!turns.isEmpty()) {
      tag += stride;
    }
    return turn;
  }
}
