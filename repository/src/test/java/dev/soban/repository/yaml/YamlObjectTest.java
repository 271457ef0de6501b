package dev.soban.repository.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class YamlObjectTest {
  private final Problems problems = new Problems();

  @Test
  void every_problem_is_reported_in_the_order_of_the_file() throws Exception {
    YamlObject root = object("size: zero\nflag: 1\nunknown: 2\n");

    assertThat(root.value("flag", ScalarType.flag(), true)).isTrue();
    assertThat(root.value("size", ScalarType.wholeNumber(1, Integer.MAX_VALUE), 7)).isEqualTo(7);
    root.done();

    assertThatThrownBy(problems::throwIfAny)
        .hasMessage(
            """
            x.yaml:1:7: size: zero (expected: a whole number >= 1)
            x.yaml:2:7: flag: 1 (expected: true or false)
            x.yaml:3:1: unknown: unknown key (expected: flag, size)""");
  }

  @Test
  void misspelt_key_is_recognised() throws Exception {
    YamlObject root = object("max_batchsize: 1");
    root.value("max_batch_size", ScalarType.wholeNumber(1, 10));
    root.value("policy", ScalarType.text());
    root.done();

    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("x.yaml:1:1: max_batchsize: unknown key (did you mean max_batch_size?)");
  }

  @Test
  void section_that_is_none_is_reported_once() throws Exception {
    YamlObject root = object("batching: 5");
    YamlObject batching = root.object("batching");
    batching.value("size", ScalarType.text());
    batching.done();
    root.object("batching").done();
    root.done();

    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("x.yaml:1:11: batching: 5 (expected: settings as key: value)");
  }

  @Test
  void lists_report_the_item_that_is_wrong() throws Exception {
    YamlObject root = object("numbers: [1, two, 3]\nnames: one\n");

    assertThat(root.list("numbers", ScalarType.number())).containsExactly(1.0, 3.0);
    assertThat(root.oneOrMore("names", ScalarType.text())).containsExactly("one");
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("x.yaml:1:14: numbers: two (expected: a number)");
  }

  @Test
  void required_key_is_missed() throws Exception {
    object("a: 1").required("name", ScalarType.text());

    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("x.yaml:1:1: name: missing (expected: text)");
  }

  @Test
  void known_keys_are_those_asked_for() throws Exception {
    YamlObject root = object("");
    root.value("models", ScalarType.text());
    root.object("http").value("listen", ScalarType.text());
    root.map("aliases", ScalarType.text());

    assertThat(root.knownKeys()).containsExactly("models", "http.listen", "aliases");
  }

  @Test
  void overlay_hides_the_file_and_errors_name_its_origin() throws Exception {
    ConfigNode.Mapping file = YamlText.parse("http:\n  listen: 1\n  other: 2\n", "x.yaml");
    Overlay overlay = new Overlay("http.listen", "nope", "SOBAN_HTTP_LISTEN");
    YamlObject http = new YamlObject(overlay.over(file), problems).object("http");

    assertThat(http.value("other", ScalarType.text())).contains("2");
    assertThat(http.value("listen", ScalarType.flag())).isEmpty();
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("SOBAN_HTTP_LISTEN: nope (expected: true or false)");
  }

  private YamlObject object(String yaml) throws ConfigException {
    return new YamlObject(YamlText.parse(yaml, "x.yaml"), problems);
  }
}
