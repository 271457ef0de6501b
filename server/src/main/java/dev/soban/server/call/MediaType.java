package dev.soban.server.call;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a header Content-Type says, parameters aside. */
public final class MediaType {
  private MediaType() {}

  /** The type in lower case; empty when there is none. */
  public static String of(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.trim().toLowerCase(Locale.ROOT);
  }

  /** Whether what is of the type is JSON. */
  public static boolean json(String type) {
    return type.equals("application/json") || type.endsWith("+json");
  }
}
