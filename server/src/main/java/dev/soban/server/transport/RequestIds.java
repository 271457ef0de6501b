package dev.soban.server.transport;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes over the ids that clients give, or makes ones that no other process makes. */
public final class RequestIds {
  private static final int MAX_LENGTH = 128;

  private final String prefix;
  private final AtomicLong next = new AtomicLong();

  public RequestIds(RandomGenerator random) {
    this.prefix = HexFormat.of().toHexDigits(random.nextLong()) + "-";
  }

  /** The given id when it is printable ASCII of at most 128 characters, else a new one. */
  public String of(@Nullable String given) {
    return given != null && valid(given) ? given : prefix + next.incrementAndGet();
  }

  private static boolean valid(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
