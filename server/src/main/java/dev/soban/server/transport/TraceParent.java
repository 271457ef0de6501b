package dev.soban.server.transport;

import org.jspecify.annotations.Nullable;

/** The W3C header that ties a request to a trace: {@code 00-<32 hex>-<16 hex>-<2 hex>}. */
public final class TraceParent {
  private static final int LENGTH = 55;
  private static final int TRACE_ID = 3;
  private static final int PARENT_ID = 36;
  private static final int FLAGS = 53;

  private TraceParent() {}

  /** The header when it is valid, else null: what is broken is not passed on. */
  public static @Nullable String valid(@Nullable String header) {
    return header != null && wellFormed(header) ? header : null;
  }

  private static boolean wellFormed(String header) {
    if (header.length() < LENGTH || header.startsWith("ff")) {
      return false;
    }
    if (header.length() > LENGTH && (header.startsWith("00") || header.charAt(LENGTH) != '-')) {
      return false;
    }
    return hex(header, 0, TRACE_ID - 1)
        && header.charAt(TRACE_ID - 1) == '-'
        && id(header, TRACE_ID, PARENT_ID - 1)
        && header.charAt(PARENT_ID - 1) == '-'
        && id(header, PARENT_ID, FLAGS - 1)
        && header.charAt(FLAGS - 1) == '-'
        && hex(header, FLAGS, LENGTH);
  }

  private static boolean id(String text, int from, int to) {
    return hex(text, from, to) && !allZero(text, from, to);
  }

  private static boolean hex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean allZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }
}
