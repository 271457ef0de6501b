package dev.soban.simulate;

import static dev.soban.core.model.BatchingSettings.Policy.ADAPTIVE;
import static dev.soban.core.model.BatchingSettings.Policy.FIFO;
import static dev.soban.core.model.BatchingSettings.Policy.MLFQ;
import static dev.soban.core.model.BatchingSettings.Policy.ROUND_ROBIN;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.TurnSettings.Level;
import dev.soban.core.model.TurnSettings.TickFrom;
import dev.soban.core.schedule.Bounds;
import java.time.Duration;
import java.util.List;

/** The policies that are compared: the scheduler's, setting by setting, and the oracle. */
final class Policies {
  /** What waits at most where more is asked for than can be carried: the server's defaults. */
  private static final Bounds USUAL = new Bounds(1_000, 100_000, Long.MAX_VALUE);

  private static final Duration TICK = Duration.ofMillis(10);
  private static final Level TOP = new Level(10, 1);
  private static final Level MIDDLE = new Level(40, 0);
  private static final Level BOTTOM = new Level(10, 1);

  static final List<Policy> ALL =
      List.of(
          of("fifo-alone", "in order of arrival, one request a batch", FIFO, turns().alone()),
          of("fifo", "in order of arrival, batches shared", FIFO, turns()),
          of(
              "tick-oldest",
              "fifo; a batch that is not full waits 10 ms from its oldest request",
              FIFO,
              turns().tick(TICK, TickFrom.OLDEST)),
          of(
              "tick-arrival",
              "fifo; each arrival makes a batch that is not full wait 10 ms more",
              FIFO,
              turns().tick(TICK, TickFrom.ARRIVAL)),
          of(
              "rr-alone",
              "round robin, a turn is a batch of one request",
              ROUND_ROBIN,
              turns().alone()),
          of("rr", "round robin row by row, batches shared", ROUND_ROBIN, turns().quantum(1)),
          of(
              "rr-tens",
              "round robin, large requests in pieces of ten that run whole",
              ROUND_ROBIN,
              turns().tens()),
          of("mlfq", "feedback queue of three levels, blind to sizes, with boost", MLFQ, turns()),
          onTwo(
              "mlfq-bound",
              "the same, top and bottom level with a worker of their own",
              MLFQ,
              turns().levels(TOP, MIDDLE, BOTTOM)),
          of(
              "mlfq-tens-tick",
              "feedback queue, pieces of ten and tick together",
              MLFQ,
              turns().tens().tick(TICK, TickFrom.OLDEST)),
          of(
              "adaptive",
              "the default: by size and tenant, with floor and boost",
              ADAPTIVE,
              turns()),
          new Policy(
              "srpt",
              "oracle: fewest rows left first, whoever starves",
              1,
              (setup, bounded) -> new Srpt(setup.maxBatchSize(), bounds(bounded))));

  private Policies() {}

  private static Turns turns() {
    return Turns.DEFAULT;
  }

  private static Policy of(String name, String about, BatchingSettings.Policy policy, Turns turns) {
    return scheduled(name, about, 1, policy, turns);
  }

  private static Policy onTwo(
      String name, String about, BatchingSettings.Policy policy, Turns turns) {
    return scheduled(name, about, 2, policy, turns);
  }

  private static Policy scheduled(
      String name, String about, int leastWorkers, BatchingSettings.Policy policy, Turns turns) {
    return new Policy(
        name,
        about,
        leastWorkers,
        (setup, bounded) ->
            new Scheduled(settings(setup, policy, turns), setup.workers(), bounds(bounded)));
  }

  private static BatchingSettings settings(
      Setup setup, BatchingSettings.Policy policy, Turns turns) {
    return new BatchingSettings(
        setup.maxBatchSize(), Duration.ZERO, policy, Invariance.TRUE, turns.settings());
  }

  private static Bounds bounds(boolean bounded) {
    return bounded ? USUAL : Bounds.NONE;
  }
}
