package dev.soban.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PresentedKeysTest {
  private static final String KEY = "soban_the-only-key-there-is";
  private static final Access ACCESS =
      new Access(
          List.of(new ApiKey(KeyHash.of(KEY), "a", Set.of(Scope.INFER), 1)),
          new Anonymous(Anonymous.From.NEVER, 1),
          new Tenants(true, Map.of()));

  /** Any value that may stand in a header. */
  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> any =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withCharRange('\u00a0', '\u00ff')
            .ofMaxLength(80);
    return Arbitraries.oneOf(
        any, any.map(text -> "Bearer " + text), any.map(text -> KEY + text), Arbitraries.of(KEY));
  }

  @Property
  void nothing_but_the_key_opens_and_what_was_presented_is_never_told(
      @ForAll("values") String apiKey,
      @ForAll("values") String authorization,
      @ForAll("values") String tenant,
      @ForAll boolean both) {
    String[] headers =
        both
            ? new String[] {
              "X-API-Key", apiKey, "Authorization", authorization, "X-Soban-Tenant", tenant
            }
            : new String[] {"Authorization", authorization, "X-Soban-Tenant", tenant};
    String presented = both ? apiKey : bearer(authorization);

    try {
      Asker asker = ACCESS.admit(Heads.here(headers), Scope.INFER);
      assertThat(presented.strip()).isEqualTo(KEY);
      assertThat(asker.principal()).isEqualTo("a");
      assertThat(asker.usual().tenant()).isEqualTo(tenant).matches("[A-Za-z0-9._@-]{1,64}");
    } catch (AccessRefused refused) {
      assertThat(presented.strip()).isNotEqualTo(KEY);
      assertThat(refused.getMessage() + refused.challenge()).doesNotContain(KEY);
    } catch (InvalidInput invalid) {
      assertThat(presented.strip()).isEqualTo(KEY);
      assertThat(tenant).doesNotMatch("[A-Za-z0-9._@-]{1,64}");
      assertThat(invalid.getMessage()).doesNotContain(KEY);
    }
  }

  private static String bearer(String authorization) {
    return authorization.regionMatches(true, 0, "Bearer ", 0, 7) ? authorization.substring(7) : "";
  }

  /** Such a thing cannot be measured reliably; so the code is looked at. */
  @Test
  void hashes_are_compared_in_a_time_that_tells_nothing() throws IOException {
    assertThat(calls(KeyHash.class, "matches"))
        .containsExactly("java/security/MessageDigest.isEqual");
    assertThat(calls(KeyRing.class, "owner"))
        .contains("dev/soban/server/access/KeyHash.matches")
        .doesNotContain("java/lang/String.equals", "java/util/Arrays.equals");
  }

  private static List<String> calls(Class<?> type, String method) throws IOException {
    try (InputStream file = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return ClassFile.of().parse(file.readAllBytes()).methods().stream()
          .filter(found -> found.methodName().equalsString(method))
          .flatMap(PresentedKeysTest::calls)
          .toList();
    }
  }

  private static Stream<String> calls(MethodModel method) {
    return method
        .code()
        .orElseThrow()
        .elementStream()
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .map(call -> call.owner().asInternalName() + "." + call.name().stringValue());
  }
}
