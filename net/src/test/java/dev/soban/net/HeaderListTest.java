package dev.soban.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderListTest {
  private static final HeaderName A = HeaderName.of("A");
  private static final HeaderName B = HeaderName.of("b");

  @Test
  void names_compare_without_case_and_order_is_kept() {
    HeaderList headers = HeaderList.of(A, "1").add(B, "2").add(HeaderName.of("a"), "3");

    assertThat(headers.all(A)).containsExactly("1", "3");
    assertThat(headers.get("A")).isEqualTo("1");
    assertThat(headers).hasToString("a: 1\nb: 2\na: 3\n");
  }

  @Test
  void setting_replaces_every_value() {
    HeaderList headers = HeaderList.of(A, "1").add(B, "2").add(A, "3").set(A, "4");

    assertThat(headers).hasToString("b: 2\na: 4\n");
  }

  @Test
  void it_grows() {
    HeaderList headers = HeaderList.of();
    for (int i = 0; i < 50; i++) {
      headers.add(A, Integer.toString(i));
    }

    assertThat(headers.all(A)).hasSize(50).endsWith("49");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\0b", "\u007f", "한"})
  void values_cannot_leave_their_line(String value) {
    assertThatThrownBy(() -> HeaderList.of(A, value)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "é", "a\r\n"})
  void names_are_tokens(String name) {
    assertThatThrownBy(() -> HeaderName.of(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
