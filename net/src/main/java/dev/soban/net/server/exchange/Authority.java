package dev.soban.net.server.exchange;

/** The form of a host with or without a port. */
public final class Authority {
  private Authority() {}

  /** Whether every character may stand in one; an empty one is fine. */
  public static boolean isFine(CharSequence host) {
    for (int i = 0; i < host.length(); i++) {
      if (!fits(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Asked for every character of every request, so the usual ones come first. */
  private static boolean fits(char c) {
    boolean usual = (c >= 'a' && c <= 'z') || (c >= '0' && c <= ':') || c == '.' || c == '-';
    return usual || (c > ' ' && c < 0x7f && "/\\?#@\"<>^`{|},".indexOf(c) < 0);
  }
}
