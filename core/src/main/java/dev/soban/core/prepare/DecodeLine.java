package dev.soban.core.prepare;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.prepare.PrepareLayer.DecodePool;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.schedule.Decision;
import dev.soban.core.schedule.Scheduler;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Terms;
import dev.soban.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of one model version that wait to be decoded, and the lanes that decode them: a lane
 * asks the pool for a turn, and takes whichever picture is next once its turn has come.
 *
 * <p>The order is that of the scheduler's adaptive policy with batches of one picture, and who
 * would wait for too long behind those that go ahead is turned away. The model's own scheduler only
 * sees what is decoded: without this a flood would wait before it, where nothing tells tenants and
 * classes apart.
 *
 * <p>Thread-safe; its monitor guards the scheduler, and no foreign code runs under it.
 */
public final class DecodeLine {
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  /** Waiting here may take so much of the time that is left: what comes behind takes time too. */
  private static final int PART_OF_DEADLINE = 4;

  private final DecodePool pool;
  private final Ticker ticker;

  // Guarded by this:
  private final Scheduler<RequestDecoding> scheduler;
  private final Deque<Lane> idle = new ArrayDeque<>();
  private int asked;

  /**
   * @param bounds of what waits: requests, pictures, and bytes of their files
   */
  public DecodeLine(DecodePool pool, Bounds bounds, Ticker ticker) {
    this.pool = pool;
    this.ticker = ticker;
    this.scheduler = new Scheduler<>(pictureByPicture(), pool.width(), bounds);
    for (int index = 0; index < pool.width(); index++) {
      idle.addLast(new Lane(index));
    }
  }

  /** Nobody is turned away for the scheduler's own target: large requests are to be held to it. */
  private static BatchingSettings pictureByPicture() {
    TurnSettings usual = TurnSettings.DEFAULT;
    TurnSettings turns =
        new TurnSettings(
            usual.tick(),
            usual.tickFrom(),
            usual.split(),
            usual.merge(),
            usual.quantum(),
            usual.boostAfter(),
            usual.levels(),
            Duration.ZERO);
    return new BatchingSettings(1, Duration.ZERO, Policy.ADAPTIVE, Invariance.TRUE, turns);
  }

  /** The request waits from now on; or why it does not, and those who lost their places to it. */
  @Nullable PredictionException enter(RequestDecoding decoding) {
    Waiting<RequestDecoding> waiting = decoding.waiting();
    Decision<RequestDecoding> decision;
    synchronized (this) {
      long now = ticker.nanos();
      PredictionException refusal = tooLong(waiting.terms(), now);
      if (refusal != null) {
        return refusal;
      }
      decision = scheduler.add(waiting, now);
    }
    giveUp(decision.evicted(), Refusals.evicted());
    giveUp(decision.superseded(), Refusals.superseded());
    if (decision.refusal() != null) {
      return Refusals.of(decision.refusal());
    }
    askForTurns();
    return null;
  }

  /** Takes out what still waits of the request; how many pictures. */
  synchronized long leave(Waiting<RequestDecoding> waiting) {
    return scheduler.remove(waiting) ? waiting.rowsWaiting() : 0;
  }

  private @Nullable PredictionException tooLong(Terms terms, long nowNanos) {
    long left = terms.deadlineNanos() - nowNanos;
    long allowed = Math.min(LONGEST_WAIT_NANOS, left / PART_OF_DEADLINE);
    long expected = scheduler.waitNanos(terms);
    return expected > allowed
        ? Refusals.tooLong(scheduler.requests(), expected, Math.max(0, allowed))
        : null;
  }

  /** As many lanes as there are pictures for. */
  private void askForTurns() {
    for (Lane lane = claimed(); lane != null; lane = claimed()) {
      if (!asks(lane)) {
        standDown(lane);
        return;
      }
    }
  }

  private synchronized @Nullable Lane claimed() {
    if (idle.isEmpty() || asked >= scheduler.rows()) {
      return null;
    }
    Lane lane = idle.removeFirst();
    willAsk(lane, ticker.nanos());
    return lane;
  }

  private void willAsk(Lane lane, long nowNanos) {
    asked++;
    lane.askedAtNanos = nowNanos;
  }

  private boolean asks(Lane lane) {
    try {
      pool.executor().execute(lane);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  /** Lanes at work take what is left. Without any nobody would ever come for those who wait. */
  private void standDown(Lane lane) {
    List<Waiting<RequestDecoding>> stranded = List.of();
    synchronized (this) {
      asked--;
      idle.addLast(lane);
      if (idle.size() == pool.width()) {
        stranded = scheduler.removeAll();
      }
    }
    giveUp(stranded, Refusals.poolFull());
  }

  /** The picture for a lane whose turn has come; null when none is left, and the lane rests. */
  private @Nullable Slice<RequestDecoding> next(Lane lane) {
    List<Slice<RequestDecoding>> next;
    List<Waiting<RequestDecoding>> expired;
    synchronized (this) {
      asked--;
      next = scheduler.take(lane.index, ticker.nanos());
      expired = scheduler.takeExpired();
      if (next.isEmpty()) {
        idle.addLast(lane);
      }
    }
    for (Waiting<RequestDecoding> each : expired) {
      each.payload().expire();
    }
    return next.isEmpty() ? null : next.getFirst();
  }

  /**
   * A lane has decoded its picture.
   *
   * @return whether it goes on without a turn, since the pool takes no more: what was begun is not
   *     thrown away
   */
  private boolean goesOn(Lane lane) {
    synchronized (this) {
      long now = ticker.nanos();
      // With the wait for its turn, as those who wait in line wait for that too.
      scheduler.ran(1, now - lane.askedAtNanos);
      if (asked >= scheduler.rows()) {
        idle.addLast(lane);
        return false;
      }
      willAsk(lane, now);
    }
    return !asks(lane);
  }

  private static void giveUp(List<Waiting<RequestDecoding>> gone, PredictionException reason) {
    for (Waiting<RequestDecoding> each : gone) {
      each.payload().giveUp(reason);
    }
  }

  /** Decodes one picture after the other, each in a turn of its own. */
  private final class Lane implements Runnable {
    private final int index;
    private long askedAtNanos;

    Lane(int index) {
      this.index = index;
    }

    @Override
    public void run() {
      boolean goesOn = true;
      while (goesOn) {
        Slice<RequestDecoding> picture = next(this);
        if (picture == null) {
          return;
        }
        try {
          picture.waiting().payload().decode(Math.toIntExact(picture.from()));
        } finally {
          goesOn = goesOn(this);
        }
      }
    }
  }
}
