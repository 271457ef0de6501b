package dev.soban.core.batch;

import dev.soban.core.engine.RunControl;
import dev.soban.core.schedule.line.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch on its worker. */
final class Run {
  private final List<Slice<Ticket>> slices;
  private final RunControl control;
  private final ComputeWorker worker;
  private final int instance;
  private final long begunNanos;
  private final long patienceNanos;

  /** Written by the worker: a batch that failed goes on with each request alone. */
  private volatile long attemptNanos;

  /**
   * What became of a run.
   *
   * @param fatal the error after which the process cannot be trusted, if there was one
   */
  record Outcomes(List<PartOutcome> parts, @Nullable Error fatal) {
    boolean allAnswered() {
      for (PartOutcome part : parts) {
        if (part instanceof PartOutcome.Failed) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * @param instance which of the model's instances it occupies
   * @param patienceNanos how long it may take before it counts as hung
   */
  Run(
      List<Slice<Ticket>> slices,
      ComputeWorker worker,
      int instance,
      long begunNanos,
      long patienceNanos) {
    this.slices = slices;
    this.control = new RunControl(slices.size());
    this.worker = worker;
    this.instance = instance;
    this.begunNanos = begunNanos;
    this.patienceNanos = patienceNanos;
    this.attemptNanos = begunNanos;
  }

  List<Slice<Ticket>> slices() {
    return slices;
  }

  RunControl control() {
    return control;
  }

  ComputeWorker worker() {
    return worker;
  }

  int instance() {
    return instance;
  }

  long begunNanos() {
    return begunNanos;
  }

  long patienceNanos() {
    return patienceNanos;
  }

  /** 0 or less when it hangs. */
  long patienceLeftNanos(long nowNanos) {
    return patienceNanos - (nowNanos - attemptNanos);
  }

  /** The engine is asked anew, which is a sign of life. */
  void attempts(long nowNanos) {
    attemptNanos = nowNanos;
  }

  long rows() {
    return rows(slices);
  }

  static long rows(List<Slice<Ticket>> slices) {
    long rows = 0;
    for (Slice<Ticket> slice : slices) {
      rows += slice.count();
    }
    return rows;
  }
}
