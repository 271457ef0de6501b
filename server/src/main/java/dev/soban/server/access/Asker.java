package dev.soban.server.access;

import dev.soban.core.predict.RequestContext.Caller;
import java.net.InetSocketAddress;

/**
 * Who sent a request, and what for.
 *
 * @param principal the key's; empty for who has none
 * @param usual whose share the request takes, when it asks for no priority
 * @param maxPriority the highest that the request may have
 */
public record Asker(String principal, Caller usual, int maxPriority) {
  private static final int USUAL = 2;

  /** Who has no key, where nothing is said of them. */
  public static final Asker NOBODY = of("", Caller.ANONYMOUS.tenant(), 1, 1);

  static Asker of(String principal, String tenant, double weight, int maxPriority) {
    int priority = maxPriority <= USUAL ? Caller.ANONYMOUS.priority() : maxPriority;
    return new Asker(principal, new Caller(tenant, priority, weight), maxPriority);
  }

  /** Who it was, for logs. */
  public String actor(InetSocketAddress from) {
    return principal.isEmpty() ? "anonymous@" + from.getAddress().getHostAddress() : principal;
  }

  /** The same asker for a tenant of its own. */
  Asker onBehalfOf(String tenant, double weight) {
    return of(principal, tenant, weight, maxPriority);
  }

  /**
   * @param priority as asked for: 1 is the highest, 0 the default; higher than allowed becomes what
   *     is allowed
   */
  public Caller caller(int priority) {
    if (priority == 0) {
      return usual;
    }
    return new Caller(usual.tenant(), Math.max(priority, maxPriority), usual.weight());
  }
}
