package dev.soban.core.schedule.line;

/** When a batch is due. */
@FunctionalInterface
public interface Due {
  /** Until a batch of the group is due; 0 when one is. */
  long dueInNanos(Group<?> group, long nowNanos);
}
