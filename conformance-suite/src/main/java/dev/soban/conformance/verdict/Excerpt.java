package dev.soban.conformance.verdict;

import java.nio.charset.StandardCharsets;

/** Bytes and long texts in a form that fits a report. */
public final class Excerpt {
  private static final int LONGEST = 600;
  private static final String REPLACEMENT = "\uFFFD";

  private Excerpt() {}

  /** The text at the start of the bytes; of what is no text, only the size. */
  public static String of(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && printable(bytes[end])) {
      end++;
    }
    String text = new String(bytes, 0, end, StandardCharsets.UTF_8).replace(REPLACEMENT, "?");
    String rest = end == bytes.length ? "" : "<" + (bytes.length - end) + " bytes>";
    return shortened(text) + rest;
  }

  public static String shortened(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST) + "… (" + text.length() + " characters)";
  }

  private static boolean printable(byte unit) {
    return unit < 0 || unit >= ' ' || unit == '\n' || unit == '\r' || unit == '\t';
  }
}
