package dev.soban.repository.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.%a-z]+)]|([0-9A-Za-z._-]+)):)?([0-9]{1,5})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|(0{0,4}:){2,7}0{0,3}1");
  private static final int MAX_PORT = 65_535;

  /** Of {@code host:port}, {@code [::1]:port} or a port alone, which is on loopback. */
  public static Optional<ListenAddress> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MAX_PORT) {
      return Optional.empty();
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return Optional.of(
        new ListenAddress(host == null ? "127.0.0.1" : host, Integer.parseInt(matcher.group(3))));
  }

  /** Whether only this machine reaches it, judged by the text alone. */
  public boolean loopback() {
    return LOOPBACK.matcher(host).matches();
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
