package dev.soban.server.access;

import dev.soban.net.server.RequestHead;
import java.util.List;
import java.util.Set;

/**
 * Decides who asks and whether they may, from a request's headers and address. Immutable; costs one
 * SHA-256 for a request with a key, and makes no object for one without.
 */
public final class Access {
  private final KeyRing<Owner> keys;
  private final boolean adminKeys;
  private final Anonymous anonymous;
  private final Tenants tenants;
  private final Asker nobody;

  /** Who has a key, and what it is good for. */
  private record Owner(Asker asker, Set<Scope> scopes) {}

  /**
   * @throws IllegalArgumentException when a key is there twice
   */
  public Access(List<ApiKey> keys, Anonymous anonymous, Tenants tenants) {
    this.keys = new KeyRing<>(keys.stream().map(key -> entry(key, tenants)).toList());
    this.adminKeys = keys.stream().anyMatch(key -> key.scopes().contains(Scope.ADMIN));
    this.anonymous = anonymous;
    this.tenants = tenants;
    String tenant = Asker.NOBODY.usual().tenant();
    this.nobody = Asker.of("", tenant, tenants.weight(tenant), anonymous.maxPriority());
  }

  /** This machine may do everything, and nobody else anything: how it is without settings. */
  public static Access ofThisMachine() {
    return new Access(List.of(), Anonymous.LOOPBACK, Tenants.BY_KEY);
  }

  /** Whether there are keys at all. */
  public boolean knowsKeys() {
    return !keys.isEmpty();
  }

  /** Whether everybody may ask for predictions without a key. */
  public boolean openToAll() {
    return anonymous.from() == Anonymous.From.ALWAYS;
  }

  private static KeyRing.Entry<Owner> entry(ApiKey key, Tenants tenants) {
    double weight = tenants.weight(key.principal());
    Asker asker = Asker.of(key.principal(), key.principal(), weight, key.maxPriority());
    return new KeyRing.Entry<>(key.hash(), new Owner(asker, key.scopes()));
  }

  /**
   * Who asks for something that needs a scope.
   *
   * @throws AccessRefused when they may not
   * @throws dev.soban.core.predict.PredictionException.InvalidInput when the tenant is no name
   */
  public Asker admit(RequestHead head, Scope scope) {
    String key = keys.isEmpty() ? null : Credentials.in(head.headers());
    Asker asker = key == null ? withoutKey(head, scope) : owner(key, scope).asker();
    return tenants.named(asker, head.headers());
  }

  /**
   * Lets whoever has any key, or is on this machine, look at measurements.
   *
   * @throws AccessRefused when they may not
   */
  public void admitToMetrics(RequestHead head) {
    String key = keys.isEmpty() ? null : Credentials.in(head.headers());
    if (key != null) {
      var _ = owner(key);
    } else if (!anonymous.local(head)) {
      throw AccessRefused.keyMissing();
    }
  }

  private Owner owner(String key, Scope scope) {
    Owner owner = owner(key);
    if (!owner.scopes().contains(scope)) {
      throw AccessRefused.scopeMissing(owner.asker().principal(), scope);
    }
    return owner;
  }

  private Owner owner(String key) {
    Owner owner = keys.owner(key);
    if (owner == null) {
      throw AccessRefused.keyUnknown();
    }
    return owner;
  }

  private Asker withoutKey(RequestHead head, Scope scope) {
    boolean allowed = scope == Scope.ADMIN ? mayChange(head) : anonymous.allows(head);
    if (!allowed) {
      throw AccessRefused.keyMissing();
    }
    if (scope == Scope.ADMIN && !PageOrigin.local(head.headers())) {
      throw AccessRefused.foreignPage();
    }
    return nobody;
  }

  /** Once there is a key for changes, being on this machine is not enough. */
  private boolean mayChange(RequestHead head) {
    return !adminKeys && anonymous.local(head);
  }
}
