package dev.soban.grpc.call;

import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException;
import dev.soban.server.access.AccessRefused;
import dev.soban.server.transport.Refusal;
import dev.soban.server.transport.Status;
import java.time.Duration;

/**
 * An answer other than the one asked for.
 *
 * @param refusal as HTTP would answer it, and as logs and metrics name it
 * @param status of which the number is the call's
 * @param retryAfter when to come back; zero when nobody knows
 */
public record GrpcRefusal(Refusal refusal, Status status, Duration retryAfter) {
  private static final int LONGEST_ENCODED = 4_000;

  /** Of whatever was thrown. */
  public static GrpcRefusal of(Throwable thrown) {
    if (thrown instanceof AccessRefused refused) {
      return new GrpcRefusal(Refusal.of(refused), Status.of(refused), Duration.ZERO);
    }
    PredictionException failure = Failures.of(thrown);
    return new GrpcRefusal(Refusal.of(failure), Status.of(failure), Refusal.retryAfter(failure));
  }

  /** The text, short enough for the 8 KiB that clients take of metadata when it is encoded. */
  public String message() {
    String text = refusal.message();
    int encoded = 0;
    for (int i = 0; i < text.length(); i++) {
      encoded += encodedLength(text.charAt(i));
      if (encoded > LONGEST_ENCODED) {
        return text.substring(0, i) + "…";
      }
    }
    return text;
  }

  /** In percent signs and digits, for each byte of what is not plain ASCII. */
  private static int encodedLength(char c) {
    boolean plain = c >= ' ' && c < 0x7f && c != '%';
    return plain ? 1 : 9;
  }

  io.grpc.Status grpcStatus() {
    return io.grpc.Status.fromCodeValue(status.grpc()).withDescription(message());
  }
}
