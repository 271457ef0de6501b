package dev.soban.simulate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a batch of n rows takes on a worker: {@code perBatch + n * perRow}.
 *
 * @param text as it was written, such as {@code 2ms+6ms}
 */
public record Cost(String text, long perBatchNanos, long perRowNanos) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)(ns|us|ms|s)");

  /** Reads {@code 2ms+6ms}: a duration for each batch and one for each row of it. */
  public static Cost of(String text) {
    String[] parts = text.strip().split("\\+", -1);
    if (parts.length != 2) {
      throw unreadable(text);
    }
    Cost cost = new Cost(text.strip(), nanos(parts[0], text), nanos(parts[1], text));
    if (cost.nanos(1) == 0) {
      throw unreadable(text);
    }
    return cost;
  }

  private static long nanos(String part, String text) {
    Matcher duration = DURATION.matcher(part.strip());
    if (!duration.matches()) {
      throw unreadable(text);
    }
    return Math.round(Double.parseDouble(duration.group(1)) * nanosPer(duration.group(2)));
  }

  private static double nanosPer(String unit) {
    return switch (unit) {
      case "s" -> 1e9;
      case "ms" -> 1e6;
      case "us" -> 1e3;
      default -> 1;
    };
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "cost: " + text + " (expected: BATCH+ROW with units, such as 2ms+6ms or 8ms+0.8ms)");
  }

  public long nanos(long rows) {
    return perBatchNanos + rows * perRowNanos;
  }

  /** Most rows a second that workers get through with full batches. */
  double rowsPerSecond(int maxBatchSize, int workers) {
    return workers * maxBatchSize * 1e9 / nanos(maxBatchSize);
  }
}
