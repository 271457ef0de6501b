package dev.soban.simulate;

import java.util.List;
import java.util.function.Consumer;

/** Decides which waiting rows run next; what a simulation drives. */
interface Discipline {
  /** Takes a request in. Whichever it refuses for that, this one or others, goes to the sink. */
  void add(Job job, long nowNanos, Consumer<Job> refused);

  /** The next batch of a free worker; empty when nothing is due. */
  List<Share> take(int worker, long nowNanos);

  /** 0 when a batch is due, {@link Long#MAX_VALUE} when nothing waits. */
  long dueInNanos(long nowNanos);

  /** Is told what each batch took. */
  void ran(long rows, long elapsedNanos);

  /** Rows of one request in a batch. */
  record Share(Job job, long rows) {}
}
