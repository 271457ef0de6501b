package dev.soban.server.access;

import java.util.Set;

/**
 * A key that is known, by its hash.
 *
 * @param principal who has it, which is its tenant too; several keys may be of one principal
 * @param maxPriority the highest that its requests may ask for; 1 is the highest there is
 */
public record ApiKey(KeyHash hash, String principal, Set<Scope> scopes, int maxPriority) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }
}
