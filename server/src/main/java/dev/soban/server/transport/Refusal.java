package dev.soban.server.transport;

import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.net.BodyException;
import dev.soban.server.access.AccessRefused;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * An answer other than the one asked for.
 *
 * @param type name of the kind, for clients that branch on it
 * @param reason as metrics and logs name it
 * @param retryAfterSeconds 0 when no retry is advised
 * @param allow the methods that the path takes; empty but for 405
 * @param challenge how to present a key; empty but for 401 and 403
 * @param cause what to log beside the message, or null
 */
public record Refusal(
    int status,
    String type,
    String reason,
    String message,
    long retryAfterSeconds,
    String allow,
    String challenge,
    @Nullable Throwable cause) {
  private static final String NO_PATH =
      "no such path (expected: one of /v2, /v2/health/ready, /v2/models/{model},"
          + " /v2/models/{model}/infer, /v2/repository/index, /v1/models/{model}:predict,"
          + " /predictions/{model}, /invocations, /ping, /models, /openapi.json, /docs)";

  /** Of a path that no route has. */
  public static final Refusal NOT_FOUND = notFound(NO_PATH);

  /** Of a path that means nothing. */
  public static Refusal notFound(String message) {
    return plain(404, "NotFound", "not_found", message);
  }

  /**
   * @param allow the methods that the path takes
   */
  public static Refusal methodNotAllowed(String method, String allow) {
    return new Refusal(
        405,
        "MethodNotAllowed",
        "method_not_allowed",
        "method " + method + " on this path (expected: " + allow + ")",
        0,
        allow,
        "",
        null);
  }

  /** Of a request that may not do what it asks. */
  public static Refusal of(AccessRefused refused) {
    Status status = Status.of(refused);
    return new Refusal(
        status.http(),
        status == Status.FORBIDDEN ? "Forbidden" : "Unauthenticated",
        status.reason(),
        String.valueOf(refused.getMessage()),
        0,
        "",
        refused.challenge(),
        null);
  }

  public static Refusal of(PredictionException failure) {
    Status status = Status.of(failure);
    return new Refusal(
        status.http(),
        failure.getClass().getSimpleName(),
        status.reason(),
        String.valueOf(failure.getMessage()),
        retryAfterSeconds(failure),
        "",
        "",
        failure instanceof EngineFailed ? causeOf(failure) : null);
  }

  /** Of a body in a form that is not taken here. */
  public static Refusal unsupportedMediaType(String message) {
    return plain(415, "UnsupportedMediaType", "unsupported_media_type", message);
  }

  /** Of a request for an answer in a form that is not given here. */
  public static Refusal notAcceptable(String message) {
    return plain(406, "NotAcceptable", "not_acceptable", message);
  }

  /** The same in the numbers and names of other servers. */
  public Refusal translated(int otherStatus, String otherType) {
    return new Refusal(
        otherStatus, otherType, reason, message, retryAfterSeconds, allow, challenge, cause);
  }

  /** The same, naming the setting that set the limit. */
  public Refusal limitedBy(String setting) {
    return new Refusal(
        status,
        type,
        reason,
        message + "; see " + setting,
        retryAfterSeconds,
        allow,
        challenge,
        cause);
  }

  private static Throwable causeOf(PredictionException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : cause;
  }

  /** Why a body could not be read, whatever a stage wrapped around that. */
  public static Refusal ofBody(Throwable thrown) {
    Throwable failure = thrown;
    if (thrown instanceof CompletionException && thrown.getCause() != null) {
      failure = thrown.getCause();
    }
    if (!(failure instanceof BodyException body)) {
      return of(Failures.of(failure));
    }
    String message = String.valueOf(body.getMessage());
    return switch (body) {
      case BodyException.BodyTooLarge large -> of(new InputTooLarge(message));
      case BodyException.BadBody bad -> of(new InvalidInput(message));
      case BodyException.ConnectionClosed closed -> of(new Cancelled(message));
      case BodyException.UnsupportedEncoding encoding -> unsupportedMediaType(message);
    };
  }

  private static Refusal plain(int status, String type, String reason, String message) {
    return new Refusal(status, type, reason, message, 0, "", "", null);
  }

  private static long retryAfterSeconds(PredictionException failure) {
    long seconds = retryAfter(failure).plusNanos(999_999_999).toSeconds();
    boolean known = failure instanceof Overloaded || failure instanceof Unavailable;
    return known ? Math.max(1, seconds) : seconds;
  }

  /** When to come back; zero when nobody knows, or there is no use in it. */
  public static Duration retryAfter(PredictionException failure) {
    return switch (failure) {
      case Overloaded overloaded -> overloaded.retryAfter();
      case Unavailable unavailable -> unavailable.retryAfter();
      case ModelNotReady notReady -> notReady.retryAfter();
      default -> Duration.ZERO;
    };
  }
}
