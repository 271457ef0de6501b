package dev.soban.cli.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks text into lines of at most a width, at blanks where there are some, else behind a slash.
 */
final class Wrapping {
  private Wrapping() {}

  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      wrapLine(line, width, lines);
    }
    return lines;
  }

  private static void wrapLine(String line, int width, List<String> lines) {
    String rest = line;
    while (TextWidth.of(rest) > width) {
      int fits = fits(rest, width);
      int blank = rest.lastIndexOf(' ', fits);
      int slash = rest.lastIndexOf('/', fits - 1) + 1;
      int end = blank > 0 ? blank : slash > 1 ? slash : fits;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
  }

  /** How many chars from the start fit; at least one character. */
  private static int fits(String text, int width) {
    int used = 0;
    int index = 0;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      used += TextWidth.of(codePoint);
      if (used > width && index > 0) {
        return index;
      }
      index += Character.charCount(codePoint);
    }
    return index;
  }
}
