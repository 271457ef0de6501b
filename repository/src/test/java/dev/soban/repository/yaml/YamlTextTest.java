package dev.soban.repository.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "---\n", "~", "{}", "\n\n"})
  void nothing_is_an_empty_mapping(String yaml) throws Exception {
    assertThat(YamlText.parse(yaml, "x").entries()).isEmpty();
  }

  @Test
  void values_know_where_they_stand_in_code_points() throws Exception {
    ConfigNode.Mapping root = YamlText.parse("a: 1\n\"소반\":\n  - x\n  - \"y\"\n", "f");

    assertThat(root.entries().get("a").value().place()).hasToString("f:1:4");
    ConfigNode.Sequence list = (ConfigNode.Sequence) root.entries().get("소반").value();
    assertThat(list.items().get(1).place()).hasToString("f:4:5");
  }

  @Test
  void byte_order_mark_and_windows_line_ends_change_no_place() throws Exception {
    Path file = folder.resolve("x.yaml");
    Files.write(file, "\uFEFFa: 1\r\nb: 2\r\n".getBytes(StandardCharsets.UTF_8));

    ConfigNode.Mapping root = YamlText.read(file, "x.yaml");

    assertThat(root.entries().get("a").value().place()).hasToString("x.yaml:1:4");
    assertThat(root.entries().get("b").value().place()).hasToString("x.yaml:2:4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a: [1, 2'             | x:1:9: not YAML: while parsing a flow sequence",
        "'a: b: c'              | x:1:5: not YAML: mapping values are not allowed here",
        "'a: \"open'            | x:1:9: not YAML: while scanning a quoted scalar",
        "'- 1'                  | x:1:1: a list (expected: settings as key: value)",
        "'text'                 | x:1:1: text (expected: settings as key: value)",
        "'? [a]\n: 1'           | x:1:3: a list or mapping as key (expected: text)",
        "'a: 1\nb: 2\na: 3'     | x:3:1: a: written twice, first on line 1 (expected: once)",
        "'a: 1\n---\nb: 2'      | x:2:1: a second document (expected: only one)",
        "'a: !env HOME'         | x:1:4: tag !env (expected: no tags)",
        "'a: *b'                | x:1:4: *b (expected: an anchor that stands above)",
        "'a: &b [*b]'           | x:1:8: *b (expected: an anchor that stands above)",
        "'a: 1\n\tb: 2'         | x:2:1: not YAML",
      })
  void what_cannot_be_read_is_reported_in_one_line_with_its_place(String yaml, String expected) {
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> YamlText.parse(yaml, "x"));

    assertThat(e.getMessage()).startsWith(expected).doesNotContain("\n");
    assertThat(e.file()).isEqualTo("x");
  }

  @Test
  void control_character_is_reported_with_its_place() {
    assertThatThrownBy(() -> YamlText.parse("a: 1\n소: \u0007", "x"))
        .hasMessage("x:2:4: character U+0007 (expected: printable text)");
  }

  @Test
  void byte_that_is_not_utf8_is_reported_with_its_place() throws Exception {
    Path file = folder.resolve("x.yaml");
    Files.write(file, new byte[] {'a', ':', '\n', 'b', (byte) 0xB0, (byte) 0xA1});

    assertThatThrownBy(() -> YamlText.read(file, "x.yaml"))
        .hasMessage("x.yaml:2:2: byte 0xB0 (expected: UTF-8)");
  }

  @Test
  void cut_off_character_at_the_end_is_not_utf8() throws Exception {
    Path file = folder.resolve("x.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xEC, (byte) 0x86});

    assertThatThrownBy(() -> YamlText.read(file, "x.yaml"))
        .hasMessage("x.yaml:1:4: byte 0xEC (expected: UTF-8)");
  }

  @Test
  void aliases_stand_for_their_anchor() throws Exception {
    ConfigNode.Mapping root = YamlText.parse("a: &x [1, 2]\nb: *x", "x");

    assertThat(root.entries().get("b").value()).isEqualTo(root.entries().get("a").value());
  }

  @Test
  void aliases_that_multiply_are_refused() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String previous = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ",", previous, previous, previous, previous, previous, previous, previous,
                      previous, previous)));
    }

    assertThatThrownBy(() -> YamlText.parse(yaml.toString(), "x"))
        .hasMessageContaining("too much, aliases written out");
  }

  @Test
  void deep_nesting_is_refused_before_the_stack_ends() {
    assertThatThrownBy(() -> YamlText.parse("a: " + "[".repeat(500_000), "x"))
        .hasMessage("x:1:24: nested too deep (expected: at most 20 levels)");
  }

  @Test
  void large_file_is_refused() throws Exception {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, "#".repeat((1 << 20) + 1));

    assertThatThrownBy(() -> YamlText.read(file, "x.yaml"))
        .hasMessage("x.yaml: too large (expected: at most 1048576 bytes)");
  }

  @Test
  void missing_file_folder_and_pipe_are_refused_without_waiting() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(mkfifo.waitFor(20, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> YamlText.read(folder.resolve("none"), "none"))
        .hasMessage("none: not found (expected: a file that can be read)");
    assertThatThrownBy(() -> YamlText.read(folder, "folder")).hasMessageContaining("not a file");
    assertThatThrownBy(() -> YamlText.read(pipe, "pipe")).hasMessageContaining("not a file");
  }
}
