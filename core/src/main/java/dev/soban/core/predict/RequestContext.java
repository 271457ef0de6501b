package dev.soban.core.predict;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a request carries beside its tensors.
 *
 * @param id as the caller gave it or the transport made it; in every log line
 * @param caller who asks, and how urgently
 * @param deadline after which an answer is of no use
 * @param cancellation fires when nobody waits for the answer any more
 * @param home where the answer's continuation runs; engine threads never run one
 * @param timings where the request's time went so far
 * @param traceParent the trace that it belongs to, in W3C form; null when none came
 */
public record RequestContext(
    String id,
    Caller caller,
    Deadline deadline,
    Cancellation cancellation,
    Executor home,
    Timings timings,
    @Nullable String traceParent) {

  /** Of a request that belongs to no trace. */
  public RequestContext(
      String id,
      Caller caller,
      Deadline deadline,
      Cancellation cancellation,
      Executor home,
      Timings timings) {
    this(id, caller, deadline, cancellation, home, timings, null);
  }

  public RequestContext withDeadline(Deadline other) {
    return new RequestContext(id, caller, other, cancellation, home, timings, traceParent);
  }

  public RequestContext withCancellation(Cancellation other) {
    return new RequestContext(id, caller, deadline, other, home, timings, traceParent);
  }

  public RequestContext withHome(Executor other) {
    return new RequestContext(id, caller, deadline, cancellation, other, timings, traceParent);
  }

  public RequestContext withCaller(Caller other) {
    return new RequestContext(id, other, deadline, cancellation, home, timings, traceParent);
  }

  /** Whether an answer that came now would be of no use any more. */
  public boolean over(long nowNanos) {
    return cancellation.cancelled() || deadline.expired(nowNanos);
  }

  /**
   * Who asks, and how urgently.
   *
   * @param priority 1 is the highest; 0 stands for the default
   * @param weight share of the tenant's work beside other tenants'; above 0
   */
  public record Caller(String tenant, int priority, double weight) {
    public static final Caller ANONYMOUS = new Caller("anonymous", 0);

    public Caller {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
      }
    }

    /** With the weight of everybody. */
    public Caller(String tenant, int priority) {
      this(tenant, priority, 1);
    }
  }
}
