package dev.soban.net;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What clients say of the compression they take. */
public final class Compression {
  private Compression() {}

  /** Whether an {@code accept-encoding} value allows gzip with a weight above zero. */
  public static boolean acceptsGzip(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    boolean any = false;
    for (String choice : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = choice.split(";", 2);
      String coding = parts[0].trim();
      boolean wanted = parts.length < 2 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return wanted;
      }
      any |= wanted && coding.equals("*");
    }
    return any;
  }
}
