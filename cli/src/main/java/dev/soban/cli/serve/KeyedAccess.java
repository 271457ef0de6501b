package dev.soban.cli.serve;

import dev.soban.repository.server.AccessSettings;
import dev.soban.server.access.Access;
import dev.soban.server.access.Anonymous;
import dev.soban.server.access.ApiKey;
import dev.soban.server.access.KeyHash;
import dev.soban.server.access.Scope;
import dev.soban.server.access.Tenants;
import java.util.List;
import java.util.stream.Collectors;

/** Who may ask, as the settings say. */
final class KeyedAccess {
  private KeyedAccess() {}

  static Access of(AccessSettings settings) {
    List<ApiKey> keys = settings.keys().stream().map(KeyedAccess::key).toList();
    Anonymous anonymous = new Anonymous(from(settings.anonymous()), settings.maxPriority());
    return new Access(
        keys, anonymous, new Tenants(settings.trustTenantHeader(), settings.weights()));
  }

  private static ApiKey key(AccessSettings.Key key) {
    return new ApiKey(
        KeyHash.ofHex(key.sha256()),
        key.principal(),
        key.scopes().stream().map(KeyedAccess::scope).collect(Collectors.toSet()),
        key.maxPriority());
  }

  private static Scope scope(AccessSettings.Scope scope) {
    return switch (scope) {
      case INFER -> Scope.INFER;
      case JOBS -> Scope.JOBS;
      case ADMIN -> Scope.ADMIN;
    };
  }

  private static Anonymous.From from(AccessSettings.Anonymous anonymous) {
    return switch (anonymous) {
      case LOOPBACK -> Anonymous.From.LOOPBACK;
      case ALWAYS -> Anonymous.From.ALWAYS;
      case NEVER -> Anonymous.From.NEVER;
    };
  }
}
