package dev.soban.repository.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.BatchingSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTypeTest {
  @ParameterizedTest
  @CsvSource({
    "5ms, PT0.005S",
    "2s, PT2S",
    "1m, PT1M",
    "500us, PT0.0005S",
    "1.5s, PT1.5S",
    "1h, PT1H",
    "0ms, PT0S"
  })
  void duration_has_a_number_and_a_unit(String text, Duration expected) throws Exception {
    assertThat(read(text, ScalarType.duration(Duration.ZERO))).contains(expected);
    assertThat(DurationText.parse(DurationText.format(expected))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5", "ms", "-1s", "5 ms", "1d", "999999999999h", "1.s", "[5ms]", "~", "''"})
  void anything_else_is_no_duration(String text) {
    assertThatThrownBy(() -> read(text, ScalarType.duration(Duration.ZERO)))
        .hasMessageContaining("(expected: a duration such as 5ms, 2s or 1m)");
  }

  @ParameterizedTest
  @CsvSource({
    "64MiB, 67108864",
    "10KB, 10000",
    "512, 512",
    "1GiB, 1073741824",
    "7B, 7",
    "'\"8KiB\"', 8192"
  })
  void size_has_a_unit_or_is_bytes(String text, long expected) throws Exception {
    assertThat(read(text, ScalarType.size(1, Long.MAX_VALUE))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "64mib", "-1", "1.5MiB", "999999999999999999TiB", "MiB", "1e3"})
  void anything_else_is_no_size(String text) {
    assertThatThrownBy(() -> read(text, ScalarType.size(1, Long.MAX_VALUE)))
        .hasMessageContaining("(expected: a size such as 64MiB, >= 1 bytes)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zero", "0", "11", "'5'", "5.0", "true", "99999999999999999999", "[5]", "{}"})
  void whole_number_is_plain_and_within_its_bounds(String text) throws Exception {
    assertThat(read("5", ScalarType.wholeNumber(1, 10))).contains(5);
    assertThatThrownBy(() -> read(text, ScalarType.wholeNumber(1, 10)))
        .hasMessageContaining("(expected: a whole number 1 to 10)");
  }

  @Test
  void quotient_is_divided() throws Exception {
    assertThat(read("1/255", ScalarType.quotient())).contains(1.0 / 255);
    assertThat(read("0.5", ScalarType.quotient())).contains(0.5);
    assertThat(read("-1e-3", ScalarType.quotient())).contains(-0.001);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/0", "a/b", "1/2/3", ".inf", ".nan", "1e999", "/", "'1'"})
  void anything_else_is_no_quotient(String text) {
    assertThatThrownBy(() -> read(text, ScalarType.quotient()))
        .hasMessageContaining("(expected: a number or a quotient such as 1/255)");
  }

  @Test
  void constants_are_read_by_their_names_in_small_letters() throws Exception {
    var type = ScalarType.oneOf(BatchingSettings.Invariance.class);

    assertThat(read("true", type)).contains(BatchingSettings.Invariance.TRUE);
    assertThat(read("auto", type)).contains(BatchingSettings.Invariance.AUTO);
    assertThatThrownBy(() -> read("AUTO", type))
        .hasMessage("x.yaml:1:4: k: AUTO (expected: one of auto, true, false)");
    assertThatThrownBy(() -> read("'true'", type)).hasMessageContaining("expected: one of");
  }

  @Test
  void text_keeps_numbers_as_written_where_string_refuses_them() throws Exception {
    assertThat(read("010", ScalarType.text())).contains("010");
    assertThat(read("no", ScalarType.string())).contains("no");
    assertThat(read("'5'", ScalarType.string())).contains("5");
    assertThatThrownBy(() -> read("5", ScalarType.string())).hasMessageContaining("expected: text");
    assertThatThrownBy(() -> read("", ScalarType.text()))
        .hasMessageContaining("k: nothing (expected: text)");
  }

  @Test
  void flags_are_true_or_false() throws Exception {
    assertThat(read("true", ScalarType.flag())).contains(true);
    assertThat(read("False", ScalarType.flag())).contains(false);
    assertThatThrownBy(() -> read("yes", ScalarType.flag()))
        .hasMessageContaining("k: yes (expected: true or false)");
  }

  @Test
  void variables_are_read_as_whatever_is_wanted() throws Exception {
    ConfigNode.Mapping mapping =
        new Overlay("k", "5", "SOBAN_K").over(ConfigNode.Mapping.empty(Place.of("none")));
    YamlObject object = new YamlObject(mapping, new Problems());

    assertThat(object.value("k", ScalarType.string())).contains("5");
    assertThat(object.value("k", ScalarType.wholeNumber(1, 9))).contains(5);
  }

  @Test
  void long_values_are_shown_short_and_on_one_line() {
    String yaml = "k: \"" + "소".repeat(100) + "\\n\"";

    assertThatThrownBy(
            () -> {
              Problems problems = new Problems();
              new YamlObject(YamlText.parse(yaml, "x"), problems).value("k", ScalarType.flag());
              problems.throwIfAny();
            })
        .hasMessage("x:1:4: k: " + "소".repeat(80) + "... (expected: true or false)");
  }

  private static <T> Optional<T> read(String text, ScalarType<T> type) throws ConfigException {
    Problems problems = new Problems();
    Optional<T> value =
        new YamlObject(YamlText.parse("k: " + text, "x.yaml"), problems).value("k", type);
    problems.throwIfAny();
    return value;
  }
}
