package dev.soban.server.transport;

import dev.soban.core.predict.Parameters;
import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import java.util.Locale;

/** Lets HTTP's own header say what the parameter {@code cache} says. */
public final class CacheWish {
  private static final HeaderName CACHE_CONTROL = HeaderName.of("cache-control");

  private CacheWish() {}

  /** The parameters, with {@code cache: false} when the header asks past all caches. */
  public static Parameters of(Headers headers, Parameters parameters) {
    String wish = headers.get(CACHE_CONTROL);
    return wish != null && asksPast(wish.toLowerCase(Locale.ROOT))
        ? parameters.with("cache", false)
        : parameters;
  }

  private static boolean asksPast(String directives) {
    for (String directive : directives.split(",")) {
      String name = directive.trim();
      if (name.equals("no-store") || name.equals("no-cache")) {
        return true;
      }
    }
    return false;
  }
}
