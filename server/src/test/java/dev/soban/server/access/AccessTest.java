package dev.soban.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.net.server.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final String KEY = "soban_of-team-a";
  private static final String ADMIN_KEY = "soban_of-ops";
  private static final ApiKey TEAM_A =
      new ApiKey(KeyHash.of(KEY), "team-a", Set.of(Scope.INFER), 2);
  private static final ApiKey OPS =
      new ApiKey(KeyHash.of(ADMIN_KEY), "ops", Set.of(Scope.ADMIN), 1);

  @Test
  void without_settings_this_machine_may_do_everything_and_nobody_else_anything() {
    Access access = Access.ofThisMachine();

    for (Scope scope : Scope.values()) {
      assertThat(access.admit(Heads.here(), scope).usual()).isEqualTo(Caller.ANONYMOUS);
      assertRefused(access, Heads.elsewhere(), scope, AccessRefused.Kind.UNAUTHENTICATED);
    }
    assertThat(access.admit(ipv6(), Scope.INFER).principal()).isEmpty();
    access.admitToMetrics(Heads.here());
    assertThatThrownBy(() -> access.admitToMetrics(Heads.elsewhere()))
        .isInstanceOf(AccessRefused.class);
  }

  @Test
  void whoever_has_no_key_is_one_and_the_same() {
    Access access = with(Anonymous.LOOPBACK, TEAM_A);

    assertThat(access.admit(Heads.here(), Scope.INFER))
        .isSameAs(access.admit(Heads.here(), Scope.INFER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
  void a_key_says_who_asks_from_wherever(String scheme) {
    Access access = with(Anonymous.LOOPBACK, TEAM_A);

    for (RequestHead head :
        List.of(
            Heads.elsewhere("Authorization", scheme + KEY),
            Heads.here("X-API-Key", KEY),
            Heads.elsewhere("Authorization", "Basic Zm9v", "x-api-key", KEY))) {
      Asker asker = access.admit(head, Scope.INFER);
      assertThat(asker.principal()).isEqualTo("team-a");
      assertThat(asker.usual()).isEqualTo(new Caller("team-a", 0, 1));
    }
  }

  @Test
  void a_wrong_key_is_refused_even_where_none_is_needed() {
    Access access = with(new Anonymous(Anonymous.From.ALWAYS, 1), TEAM_A);

    for (String wrong : List.of("soban_of-team-b", "", KEY + "x", "x".repeat(9_000), "é")) {
      AccessRefused refused =
          assertRefused(
              access,
              Heads.here("X-API-Key", wrong),
              Scope.INFER,
              AccessRefused.Kind.UNAUTHENTICATED);
      assertThat(refused.challenge()).isEqualTo("Bearer realm=\"soban\", error=\"invalid_token\"");
      assertThat(refused)
          .hasMessage(
              "the key is not known (expected: one whose SHA-256 is among the server's keys)");
    }
    assertThat(
            assertRefused(
                access,
                Heads.here("Authorization", "Basic Zm9v"),
                Scope.INFER,
                AccessRefused.Kind.UNAUTHENTICATED))
        .hasMessage("Authorization: another scheme (expected: Bearer KEY; or X-API-Key: KEY)");
  }

  @Test
  void without_keys_there_is_nothing_to_compare_with_and_what_clients_send_is_passed_over() {
    assertThat(Access.ofThisMachine().admit(Heads.here("X-API-Key", "any"), Scope.INFER))
        .isEqualTo(Access.ofThisMachine().admit(Heads.here(), Scope.INFER));
  }

  @Test
  void a_key_allows_its_scopes_and_no_other() {
    Access access = with(Anonymous.LOOPBACK, TEAM_A, OPS);

    AccessRefused refused =
        assertRefused(
            access, Heads.here("X-API-Key", KEY), Scope.ADMIN, AccessRefused.Kind.FORBIDDEN);

    assertThat(refused)
        .hasMessage("the key of team-a does not allow this (expected: scope admin)")
        .extracting(AccessRefused::challenge)
        .isEqualTo("Bearer realm=\"soban\", error=\"insufficient_scope\", scope=\"admin\"");
    assertThat(access.admit(Heads.elsewhere("X-API-Key", ADMIN_KEY), Scope.ADMIN).principal())
        .isEqualTo("ops");
    assertRefused(
        access, Heads.here("X-API-Key", ADMIN_KEY), Scope.INFER, AccessRefused.Kind.FORBIDDEN);
  }

  @ParameterizedTest
  @CsvSource({
    "ALWAYS,   INFER, true,  true",
    "ALWAYS,   JOBS,  true,  true",
    "ALWAYS,   ADMIN, true,  false",
    "LOOPBACK, INFER, true,  false",
    "LOOPBACK, ADMIN, true,  false",
    "NEVER,    INFER, false, false",
    "NEVER,    ADMIN, false, false",
  })
  void without_a_key_the_place_decides(
      Anonymous.From from, Scope scope, boolean here, boolean elsewhere) {
    Access access = with(new Anonymous(from, 1), TEAM_A);

    assertThat(admits(access, Heads.here(), scope)).isEqualTo(here);
    assertThat(admits(access, Heads.elsewhere(), scope)).isEqualTo(elsewhere);
  }

  @Test
  void once_a_key_is_for_changes_being_on_this_machine_is_not_enough_for_them() {
    Access access = with(Anonymous.LOOPBACK, OPS);

    assertRefused(access, Heads.here(), Scope.ADMIN, AccessRefused.Kind.UNAUTHENTICATED);
    assertThat(admits(access, Heads.here(), Scope.INFER)).isTrue();
    access.admitToMetrics(Heads.here());
  }

  @Test
  void measurements_take_any_key_or_this_machine() {
    Access access = with(new Anonymous(Anonymous.From.ALWAYS, 1), TEAM_A);

    access.admitToMetrics(Heads.elsewhere("X-API-Key", KEY));
    access.admitToMetrics(Heads.here());
    for (RequestHead head : List.of(Heads.elsewhere(), Heads.here("X-API-Key", "wrong"))) {
      assertThatThrownBy(() -> access.admitToMetrics(head)).isInstanceOf(AccessRefused.class);
    }
    Access closed = with(new Anonymous(Anonymous.From.NEVER, 1), TEAM_A);
    assertThatThrownBy(() -> closed.admitToMetrics(Heads.here())).isInstanceOf(AccessRefused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8002, true",
    "http://127.0.0.1:8002, true",
    "http://[::1]:9,        true",
    "https://example.com,   false",
    "http://127.0.0.1.example.com, false",
    "null,                  false",
    "'',                    false",
    "'http://a b',          false",
  })
  void no_page_of_another_site_changes_anything_without_a_key(String origin, boolean allowed) {
    Access access = with(Anonymous.LOOPBACK, TEAM_A);
    RequestHead head = Heads.here("Origin", origin);

    assertThat(admits(access, head, Scope.ADMIN)).isEqualTo(allowed);
    assertThat(admits(access, head, Scope.INFER)).isTrue();
    if (!allowed) {
      assertRefused(access, head, Scope.ADMIN, AccessRefused.Kind.FORBIDDEN);
    }
    assertThat(
            admits(
                with(Anonymous.LOOPBACK, OPS),
                Heads.here("Origin", origin, "X-API-Key", ADMIN_KEY),
                Scope.ADMIN))
        .isTrue();
  }

  @Test
  void priority_is_bounded_by_the_key() {
    Asker free = Asker.of("p", "p", 1, 1);
    Asker usual = Asker.of("p", "p", 1, 2);
    Asker low = Asker.of("p", "p", 1, 5);

    assertThat(List.of(0, 1, 2, 9))
        .map(asked -> free.caller(asked).priority())
        .isEqualTo(List.of(0, 1, 2, 9));
    assertThat(List.of(0, 1, 2, 9))
        .map(asked -> usual.caller(asked).priority())
        .isEqualTo(List.of(0, 2, 2, 9));
    assertThat(List.of(0, 1, 2, 9))
        .map(asked -> low.caller(asked).priority())
        .isEqualTo(List.of(5, 5, 5, 9));
    assertThat(free.caller(0)).isSameAs(free.usual());
  }

  @Test
  void the_tenants_header_counts_only_where_it_is_trusted() {
    Map<String, Double> weights = Map.of("team-a", 4.0, "shop", 0.5, "anonymous", 2.0);
    RequestHead head = Heads.here("X-API-Key", KEY, "X-Soban-Tenant", "shop");

    assertThat(tenants(false, weights).admit(head, Scope.INFER).usual())
        .isEqualTo(new Caller("team-a", 0, 4));
    assertThat(tenants(true, weights).admit(head, Scope.INFER))
        .isEqualTo(new Asker("team-a", new Caller("shop", 0, 0.5), 2));
    assertThat(tenants(true, weights).admit(Heads.here(), Scope.INFER).usual())
        .isEqualTo(new Caller("anonymous", 0, 2));
    assertThat(
            tenants(true, weights)
                .admit(Heads.here("X-Soban-Tenant", "kim@example.com"), Scope.INFER)
                .usual()
                .weight())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a\"b", "é", "65 characters"})
  void a_tenant_that_is_no_name_is_the_clients_mistake(String name) {
    String given = name.startsWith("65") ? "a".repeat(65) : name;
    assertThatThrownBy(
            () -> tenants(true, Map.of()).admit(Heads.here("X-Soban-Tenant", given), Scope.INFER))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            "X-Soban-Tenant: no name of a tenant"
                + " (expected: 1 to 64 letters, digits, '.', '_', '-' and '@')");
    assertThatThrownBy(
            () ->
                tenants(true, Map.of())
                    .admit(Heads.here("X-Soban-Tenant", "a", "X-Soban-Tenant", "a"), Scope.INFER))
        .hasMessage("X-Soban-Tenant: given twice (expected: once)");
  }

  @Test
  void a_hash_is_64_digits_and_never_told_when_it_is_not() {
    assertThat(KeyHash.ofHex(KeyHash.of(KEY).toString()).matches(KeyHash.of(KEY))).isTrue();
    for (String wrong : List.of("", KEY, "g".repeat(64), "a".repeat(63))) {
      assertThatThrownBy(() -> KeyHash.ofHex(wrong))
          .hasMessage("sha256: not shown (expected: 64 hexadecimal digits)");
    }
    assertThatThrownBy(() -> with(Anonymous.LOOPBACK, TEAM_A, TEAM_A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a key of its own for each entry");
  }

  @Test
  void the_hash_of_nothing_is_nobodys_key() {
    Access access =
        with(Anonymous.LOOPBACK, new ApiKey(KeyHash.of(""), "nobody", Set.of(Scope.INFER), 1));

    for (String empty : List.of("", "x".repeat(300))) {
      assertThat(admits(access, Heads.here("X-API-Key", empty), Scope.INFER)).isFalse();
    }
  }

  private static Access with(Anonymous anonymous, ApiKey... keys) {
    return new Access(List.of(keys), anonymous, Tenants.BY_KEY);
  }

  private static Access tenants(boolean trustHeader, Map<String, Double> weights) {
    return new Access(List.of(TEAM_A), Anonymous.LOOPBACK, new Tenants(trustHeader, weights));
  }

  private static RequestHead ipv6() {
    return Heads.from(new InetSocketAddress(InetAddress.ofLiteral("::1"), 7));
  }

  private static boolean admits(Access access, RequestHead head, Scope scope) {
    try {
      return access.admit(head, scope) != null;
    } catch (AccessRefused refused) {
      return false;
    }
  }

  private static AccessRefused assertRefused(
      Access access, RequestHead head, Scope scope, AccessRefused.Kind kind) {
    AccessRefused refused =
        catchThrowableOfType(AccessRefused.class, () -> access.admit(head, scope));
    assertThat(refused.kind()).isEqualTo(kind);
    assertThat(refused.getStackTrace()).isEmpty();
    return refused;
  }
}
