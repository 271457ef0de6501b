package dev.soban.server.transport;

import dev.soban.core.predict.PredictionException;
import dev.soban.server.access.AccessRefused;
import java.util.Locale;

/**
 * What became of a request that has no answer, as HTTP and gRPC number it, and the reason that
 * metrics and logs name. The one mapping from failures to both protocols.
 */
public enum Status {
  INVALID_INPUT(400, 3),
  UNAUTHENTICATED(401, 16),
  FORBIDDEN(403, 7),
  INPUT_TOO_LARGE(413, 8),
  MODEL_NOT_FOUND(404, 5),
  MODEL_NOT_READY(503, 14),
  CONFLICT(409, 6),
  UNSUPPORTED(501, 12),
  OVERLOADED(429, 8),
  UNAVAILABLE(503, 14),
  DEADLINE_EXCEEDED(504, 4),
  CANCELLED(499, 1),
  ENGINE_FAILED(500, 13);

  private final int http;
  private final int grpc;
  private final String reason = name().toLowerCase(Locale.ROOT);

  Status(int http, int grpc) {
    this.http = http;
    this.grpc = grpc;
  }

  public static Status of(PredictionException failure) {
    return switch (failure) {
      case PredictionException.InvalidInput invalid -> INVALID_INPUT;
      case PredictionException.InputTooLarge large -> INPUT_TOO_LARGE;
      case PredictionException.ModelNotFound unknown -> MODEL_NOT_FOUND;
      case PredictionException.ModelNotReady notReady -> MODEL_NOT_READY;
      case PredictionException.Conflict conflict -> CONFLICT;
      case PredictionException.Unsupported unsupported -> UNSUPPORTED;
      case PredictionException.Overloaded overloaded -> OVERLOADED;
      case PredictionException.Unavailable unavailable -> UNAVAILABLE;
      case PredictionException.DeadlineExceeded late -> DEADLINE_EXCEEDED;
      case PredictionException.Cancelled cancelled -> CANCELLED;
      case PredictionException.EngineFailed failed -> ENGINE_FAILED;
    };
  }

  public static Status of(AccessRefused refused) {
    return switch (refused.kind()) {
      case UNAUTHENTICATED -> UNAUTHENTICATED;
      case FORBIDDEN -> FORBIDDEN;
    };
  }

  public int http() {
    return http;
  }

  /** The number of the gRPC status code, as 3 for INVALID_ARGUMENT. */
  public int grpc() {
    return grpc;
  }

  /** As metrics and logs write it. */
  public String reason() {
    return reason;
  }
}
