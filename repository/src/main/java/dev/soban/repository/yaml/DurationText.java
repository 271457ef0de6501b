package dev.soban.repository.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500us}, {@code 5ms}, {@code 2s}, {@code 1.5m}. */
public final class DurationText {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private DurationText() {}

  /** Empty when it is none, or longer than a long of nanoseconds holds (292 years). */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal nanos =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2))));
    return nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanos.longValue()));
  }

  /** The shortest whole form: {@code 90s}, {@code 2m}, {@code 0ms}. */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0ms";
    }
    for (String name : new String[] {"h", "m", "s", "ms"}) {
      if (nanos % unit(name) == 0) {
        return nanos / unit(name) + name;
      }
    }
    return nanos / unit("us") + "us";
  }

  private static long unit(String name) {
    return NANOS.getOrDefault(name, 1L);
  }
}
