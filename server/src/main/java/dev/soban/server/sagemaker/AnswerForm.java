package dev.soban.server.sagemaker;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In which form an answer is wanted. */
enum AnswerForm {
  JSON,
  CSV;

  /**
   * The form that a header Accept likes best; the earlier where it likes two alike, and empty when
   * it likes none.
   */
  static Optional<AnswerForm> of(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return Optional.of(JSON);
    }
    Optional<AnswerForm> best = Optional.empty();
    double bestQuality = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      Optional<AnswerForm> form = named(parts[0].trim());
      double quality = quality(parts);
      if (form.isPresent() && quality > bestQuality) {
        best = form;
        bestQuality = quality;
      }
    }
    return best;
  }

  private static Optional<AnswerForm> named(String range) {
    return switch (range) {
      case "*/*", "application/*", "application/json" -> Optional.of(JSON);
      case "text/csv", "application/csv", "text/*" -> Optional.of(CSV);
      default -> Optional.empty();
    };
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim();
      if (parameter.startsWith("q=")) {
        return quality(parameter.substring(2));
      }
    }
    return 1;
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
