package dev.soban.server.access;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import java.util.Map;

/**
 * Whose share of the work a request takes.
 *
 * @param trustHeader whether X-Soban-Tenant counts
 * @param weights beside other tenants' share, by name; 1 for who is not here
 */
public record Tenants(boolean trustHeader, Map<String, Double> weights) {
  public static final Tenants BY_KEY = new Tenants(false, Map.of());
  private static final HeaderName TENANT = HeaderName.of("x-soban-tenant");
  private static final int LONGEST = 64;

  public Tenants {
    weights = Map.copyOf(weights);
  }

  double weight(String tenant) {
    return weights.getOrDefault(tenant, 1.0);
  }

  /** The asker, for the tenant that the header names. */
  Asker named(Asker asker, Headers headers) {
    String name = trustHeader ? headers.get(TENANT) : null;
    if (name == null) {
      return asker;
    }
    if (headers.all(TENANT).size() > 1) {
      throw new InvalidInput("X-Soban-Tenant: given twice (expected: once)");
    }
    if (!valid(name)) {
      throw new InvalidInput(
          "X-Soban-Tenant: no name of a tenant (expected: 1 to "
              + LONGEST
              + " letters, digits, '.', '_', '-' and '@')");
    }
    return asker.onBehalfOf(name, weight(name));
  }

  private static boolean valid(String name) {
    boolean valid = !name.isEmpty() && name.length() <= LONGEST;
    for (int i = 0; i < name.length() && valid; i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      valid = letter || (c >= '0' && c <= '9') || "._-@".indexOf(c) >= 0;
    }
    return valid;
  }
}
