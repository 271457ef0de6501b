package dev.soban.repository.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may ask for what.
 *
 * @param anonymous from where requests need no key
 * @param maxPriority the highest that requests without a key may ask for; 1 is the highest there is
 * @param weights of tenants, those of keys among them, by name
 * @param trustTenantHeader whether X-Soban-Tenant counts
 * @param repositoryControl whether models are loaded and unloaded over the inference protocol too
 */
public record AccessSettings(
    Anonymous anonymous,
    int maxPriority,
    List<Key> keys,
    Map<String, Double> weights,
    boolean trustTenantHeader,
    boolean repositoryControl) {
  public static final AccessSettings DEFAULT =
      new AccessSettings(Anonymous.LOOPBACK, 1, List.of(), Map.of(), false, false);

  public AccessSettings {
    keys = List.copyOf(keys);
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** From where requests need no key. */
  public enum Anonymous {
    LOOPBACK,
    ALWAYS,
    NEVER
  }

  /** What a key allows. */
  public enum Scope {
    INFER,
    JOBS,
    ADMIN
  }

  /**
   * A key, by its hash.
   *
   * @param sha256 of its text, as 64 hexadecimal digits
   */
  public record Key(String principal, String sha256, Set<Scope> scopes, int maxPriority) {
    public Key {
      scopes = Set.copyOf(scopes);
    }
  }

  boolean hasKeyFor(Scope scope) {
    return keys.stream().anyMatch(key -> key.scopes().contains(scope));
  }
}
