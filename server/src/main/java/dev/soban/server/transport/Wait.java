package dev.soban.server.transport;

import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import dev.soban.server.access.Asker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a client waits and how urgent it is, from its headers and parameters. */
public final class Wait {
  private static final HeaderName TIMEOUT = HeaderName.of("x-request-timeout");
  private static final HeaderName PRIORITY = HeaderName.of("x-soban-priority");

  /** Far above any model's own limit. */
  public static final Duration FOR_EVER = Duration.ofDays(1);

  private static final double MAX_MILLIS = FOR_EVER.toMillis();

  private Wait() {}

  /**
   * The smallest of what is given.
   *
   * @param longest what counts when nothing is
   */
  public static Deadline deadline(
      Headers headers, Parameters parameters, long startedAtNanos, Duration longest) {
    Duration wait = longest;
    Optional<Object> micros = parameters.value("timeout");
    if (micros.isPresent()) {
      wait = smaller(wait, parameter(micros.get()));
    }
    String header = headers.get(TIMEOUT);
    if (header != null) {
      wait = smaller(wait, header(header));
    }
    return Deadline.after(startedAtNanos, wait);
  }

  /** Whose share the request takes, and how urgent it is. */
  public static Caller caller(Headers headers, Parameters parameters, Asker asker) {
    Optional<Object> parameter = parameters.value("priority");
    String header = headers.get(PRIORITY);
    if (parameter.isEmpty() && header == null) {
      return asker.usual();
    }
    int priority =
        parameter.isPresent()
            ? priority("parameters.priority", parameter.get())
            : priority("X-Soban-Priority", number(header));
    return asker.caller(priority);
  }

  private static Duration smaller(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }

  private static Duration parameter(Object value) {
    if (value instanceof Long micros && micros >= 0) {
      return micros == 0 ? FOR_EVER : Duration.ofNanos(nanos(micros));
    }
    throw new InvalidInput("parameters.timeout: " + value + " (expected: microseconds, >= 0)");
  }

  private static long nanos(long micros) {
    return Math.min(micros, FOR_EVER.toMillis() * 1_000) * 1_000;
  }

  private static Duration header(String text) {
    int end = text.endsWith("ms") ? text.length() - 2 : text.length();
    end = end == text.length() && text.endsWith("s") ? end - 1 : end;
    double value = decimal(text.substring(0, end).trim());
    if (!(value > 0)) {
      throw new InvalidInput("X-Request-Timeout: " + text + " (expected: 250ms, 2s or seconds)");
    }
    double millis = text.endsWith("ms") ? value : value * 1_000;
    return Duration.ofNanos((long) (Math.min(millis, MAX_MILLIS) * 1_000_000));
  }

  /** A plain decimal number; 0 for anything else. */
  private static double decimal(String text) {
    boolean plain = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain &= (c >= '0' && c <= '9') || c == '.';
    }
    try {
      return plain ? Double.parseDouble(text) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int priority(String name, @Nullable Object value) {
    if (value instanceof Long priority && priority >= 0 && priority <= Integer.MAX_VALUE) {
      return priority.intValue();
    }
    throw new InvalidInput(name + ": " + value + " (expected: an integer >= 0)");
  }

  private static @Nullable Object number(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text.trim());
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
