package dev.soban.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
  private static final VersionOrder ORDER = VersionOrder.ASCENDING;

  @Test
  void numbers_count_as_numbers() {
    List<String> versions =
        new ArrayList<>(
            List.of(
                "10", "2", "1.10.0-a.b", "1.2.0-a.b", "1", "1.2.0-a.a", "99999999999999999999"));

    versions.sort(ORDER);

    assertThat(versions)
        .containsExactly(
            "1", "1.2.0-a.a", "1.2.0-a.b", "1.10.0-a.b", "2", "10", "99999999999999999999");
  }

  @Property(tries = 5_000)
  void the_order_is_total(
      @ForAll("versions") String a, @ForAll("versions") String b, @ForAll("versions") String c) {
    assertThat(ORDER.compare(a, b) == 0).isEqualTo(a.equals(b));
    assertThat(Integer.signum(ORDER.compare(a, b))).isEqualTo(-Integer.signum(ORDER.compare(b, a)));
    if (ORDER.compare(a, b) < 0 && ORDER.compare(b, c) < 0) {
      assertThat(ORDER.compare(a, c)).as("%s < %s < %s", a, b, c).isNegative();
    }
  }

  @Provide
  Arbitrary<String> versions() {
    return Arbitraries.of("", "1", "01", "2", "10", "1a", "9a", "a", "_")
        .list()
        .ofMinSize(1)
        .ofMaxSize(2)
        .map(parts -> String.join(".", parts));
  }
}
