package dev.soban.cli.exchanges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with gaps, {@code {{any}}}, and with numbers whose last digits depend on the processor.
 *
 * @param numbers those with a fraction, in order
 */
record Recorded(Pattern pattern, List<Double> numbers) {
  private static final Pattern SPECIAL =
      Pattern.compile("\\{\\{any}}|(-?[0-9]+\\.[0-9]+(?:E-?[0-9]+)?)(?![0-9.\"])");
  private static final String NUMBER = "(-?[0-9]+\\.[0-9]+(?:E-?[0-9]+)?)";
  private static final double TOLERANCE = 1e-4;

  static Recorded text(String text) {
    StringBuilder pattern = new StringBuilder();
    List<Double> numbers = new ArrayList<>();
    Matcher special = SPECIAL.matcher(text);
    int from = 0;
    while (special.find()) {
      pattern.append(Pattern.quote(text.substring(from, special.start())));
      pattern.append(special.group(1) == null ? ".*" : NUMBER);
      if (special.group(1) != null) {
        numbers.add(Double.valueOf(special.group(1)));
      }
      from = special.end();
    }
    pattern.append(Pattern.quote(text.substring(from)));
    return new Recorded(Pattern.compile(pattern.toString(), Pattern.DOTALL), numbers);
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }

  void expectIn(String text) {
    assertThat(text).matches(pattern);
    Matcher found = pattern.matcher(text);
    assertThat(found.matches()).isTrue();
    for (int i = 0; i < numbers.size(); i++) {
      double expected = numbers.get(i);
      assertThat(Double.parseDouble(found.group(i + 1)))
          .as("number " + (i + 1) + " of " + text)
          .isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
    }
  }
}
