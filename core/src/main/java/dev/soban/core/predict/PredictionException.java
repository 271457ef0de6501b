package dev.soban.core.predict;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request has no answer, by who must act. Refusals carry no stack trace: under overload they
 * are the hot path. The text is meant for the caller and names the thing, the reason and the way
 * out.
 */
public abstract sealed class PredictionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private PredictionException(String message, @Nullable Throwable cause, boolean ours) {
    super(message, cause, false, ours);
  }

  /** The request is wrong; the caller mends it. */
  public static final class InvalidInput extends PredictionException {
    private static final long serialVersionUID = 1L;

    public InvalidInput(String message) {
      super(message, null, false);
    }
  }

  /** The request is larger than a limit allows. */
  public static final class InputTooLarge extends PredictionException {
    private static final long serialVersionUID = 1L;

    public InputTooLarge(String message) {
      super(message, null, false);
    }
  }

  /** No such model, or no such version of it. */
  public static final class ModelNotFound extends PredictionException {
    private static final long serialVersionUID = 1L;

    public ModelNotFound(String message) {
      super(message, null, false);
    }
  }

  /** The model is known but cannot answer: loading, failed, or unloaded. */
  public static final class ModelNotReady extends PredictionException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public ModelNotReady(String message) {
      this(message, Duration.ZERO);
    }

    /**
     * @param retryAfter when it will answer; zero when nobody knows
     */
    public ModelNotReady(String message, Duration retryAfter) {
      super(message, null, false);
      this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** The request contradicts the present state, as when something exists already. */
  public static final class Conflict extends PredictionException {
    private static final long serialVersionUID = 1L;

    public Conflict(String message) {
      super(message, null, false);
    }
  }

  /** What is asked for is not offered here. */
  public static final class Unsupported extends PredictionException {
    private static final long serialVersionUID = 1L;

    public Unsupported(String message) {
      super(message, null, false);
    }
  }

  /** Too much work waits already; the caller retries later. */
  public static final class Overloaded extends PredictionException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public Overloaded(String message, Duration retryAfter) {
      super(message, null, false);
      this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** This place takes no work now, as when draining; the caller retries elsewhere. */
  public static final class Unavailable extends PredictionException {
    private static final long serialVersionUID = 1L;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Duration retryAfter;

    public Unavailable(String message) {
      this(message, SOON);
    }

    public Unavailable(String message, Duration retryAfter) {
      super(message, null, false);
      this.retryAfter = retryAfter;
    }

    /** When to come back here, if there is nowhere else to go. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** The answer would come, or came, too late. */
  public static final class DeadlineExceeded extends PredictionException {
    private static final long serialVersionUID = 1L;

    public DeadlineExceeded(String message) {
      super(message, null, false);
    }
  }

  /** Nobody waits for the answer any more. */
  public static final class Cancelled extends PredictionException {
    private static final long serialVersionUID = 1L;

    public Cancelled(String message) {
      super(message, null, false);
    }
  }

  /** The engine broke on a request that should have worked; the operator acts. */
  public static final class EngineFailed extends PredictionException {
    private static final long serialVersionUID = 1L;

    public EngineFailed(String message, @Nullable Throwable cause) {
      super(message, cause, true);
    }
  }
}
