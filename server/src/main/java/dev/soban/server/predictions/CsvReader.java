package dev.soban.server.predictions;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads delimited records as RFC 4180 describes them: quotes around fields with delimiters, line
 * breaks or quotes, a quote within doubled. Empty lines are stepped over.
 */
final class CsvReader {
  private final String text;
  private final char delimiter;
  private final List<String> fields = new ArrayList<>();
  private int position;
  private int records;

  CsvReader(String text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  /** Moves to the next record; false at the end. */
  boolean next() {
    fields.clear();
    while (position < text.length() && lineBreak(text.charAt(position))) {
      position++;
    }
    if (position >= text.length()) {
      return false;
    }
    records++;
    boolean more = true;
    while (more) {
      more = readField();
    }
    return true;
  }

  /** The record's fields; valid until the next call of {@link #next}. */
  List<String> fields() {
    return fields;
  }

  /** How many records were read, this one included. */
  int number() {
    return records;
  }

  /** Reads one field and says whether the record goes on. */
  private boolean readField() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
    if (position < text.length() && text.charAt(position) == '"') {
      readQuoted();
    } else {
      int start = position;
      while (position < text.length() && !fieldEnd(text.charAt(position))) {
        position++;
      }
      fields.add(text.substring(start, position).stripTrailing());
    }
    boolean more = position < text.length() && text.charAt(position) == delimiter;
    position++;
    return more;
  }

  private void readQuoted() {
    StringBuilder field = new StringBuilder();
    position++;
    while (true) {
      int quote = text.indexOf('"', position);
      if (quote < 0) {
        throw new InvalidInput("record " + records + ": a quote is never closed");
      }
      field.append(text, position, quote);
      position = quote + 1;
      if (position == text.length() || text.charAt(position) != '"') {
        break;
      }
      field.append('"');
      position++;
    }
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
    if (position < text.length() && !fieldEnd(text.charAt(position))) {
      throw new InvalidInput("record " + records + ": text behind a closing quote");
    }
    fields.add(field.toString());
  }

  private boolean fieldEnd(char c) {
    return c == delimiter || lineBreak(c);
  }

  private static boolean lineBreak(char c) {
    return c == '\n' || c == '\r';
  }
}
