package dev.soban.net.server.exchange;

import org.jspecify.annotations.Nullable;

/** Brings a request's target into origin form. */
public final class RequestTarget {
  private RequestTarget() {}

  /** The target as {@code /path?query} or {@code *}; null when it is neither nor an http URI. */
  public static @Nullable String originForm(String method, String target) {
    if (!charactersAreFine(target)) {
      return null;
    }
    if (target.startsWith("/")) {
      return target;
    }
    if (target.equals("*")) {
      return method.equals("OPTIONS") ? target : null;
    }
    return fromAbsolute(target);
  }

  private static @Nullable String fromAbsolute(String target) {
    int authority = schemeLength(target);
    if (authority < 0) {
      return null;
    }
    int end = authority;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    if (end == authority) {
      return null;
    }
    String rest = target.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static int schemeLength(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  /** Visible ASCII, no fragment, and every percent followed by two digits that are not 00. */
  private static boolean charactersAreFine(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      boolean fine =
          c > ' ' && c < 0x7f && c != '#' && c != '\\' && (c != '%' || escapeAt(target, i));
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  private static boolean escapeAt(String target, int percent) {
    if (percent + 2 >= target.length()) {
      return false;
    }
    int high = Character.digit(target.charAt(percent + 1), 16);
    int low = Character.digit(target.charAt(percent + 2), 16);
    return high >= 0 && low >= 0 && high + low > 0;
  }
}
