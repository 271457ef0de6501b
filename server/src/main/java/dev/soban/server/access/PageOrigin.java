package dev.soban.server.access;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which page a browser asks for. Any page in the world can let a browser on this machine send a
 * request to this machine, where no key may be needed; the header says which page it was.
 */
final class PageOrigin {
  private static final HeaderName ORIGIN = HeaderName.of("origin");
  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1]");

  private PageOrigin() {}

  /** Whether no page asks, or one of this machine. */
  static boolean local(Headers headers) {
    String origin = headers.get(ORIGIN);
    if (origin == null) {
      return true;
    }
    String host = host(origin);
    return host != null && THIS_MACHINE.matcher(host).matches();
  }

  private static @Nullable String host(String origin) {
    try {
      return new URI(origin).getHost();
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
