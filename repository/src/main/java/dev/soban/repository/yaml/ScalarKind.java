package dev.soban.repository.yaml;

import java.util.regex.Pattern;

/** What YAML's core schema takes a scalar for. */
public enum ScalarKind {
  NOTHING,
  FLAG,
  NUMBER,
  TEXT,
  /** From a variable or flag, where everything is text: whatever the setting wants. */
  ANY;

  private static final Pattern NOTHINGS = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern FLAGS = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NUMBERS =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
              + "|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  /** Of a scalar without quotes. */
  static ScalarKind ofPlain(String text) {
    if (NOTHINGS.matcher(text).matches()) {
      return NOTHING;
    }
    if (FLAGS.matcher(text).matches()) {
      return FLAG;
    }
    return NUMBERS.matcher(text).matches() ? NUMBER : TEXT;
  }
}
