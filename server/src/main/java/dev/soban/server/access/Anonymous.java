package dev.soban.server.access;

import dev.soban.net.server.RequestHead;

/**
 * What may be asked without a key.
 *
 * @param from where from
 * @param maxPriority the highest that such requests may have
 */
public record Anonymous(From from, int maxPriority) {
  public static final Anonymous LOOPBACK = new Anonymous(From.LOOPBACK, 1);

  /** From where requests need no key. */
  public enum From {
    /** From everywhere; only to infer, as changes always need this machine or a key. */
    ALWAYS,
    /** From this machine. */
    LOOPBACK,
    /** From nowhere. */
    NEVER
  }

  boolean allows(RequestHead head) {
    return from == From.ALWAYS || local(head);
  }

  /** Whether it comes from this machine, and that is enough. */
  boolean local(RequestHead head) {
    return from != From.NEVER && head.remoteAddress().getAddress().isLoopbackAddress();
  }
}
