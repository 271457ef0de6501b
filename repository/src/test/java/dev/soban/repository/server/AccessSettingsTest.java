package dev.soban.repository.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.repository.SchemaCheck;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Overlay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSettingsTest {
  private static final String HASH = "a".repeat(64);
  private static final String SECRET = "soban_this-is-a-key";

  @TempDir Path folder;

  @Test
  void beyond_loopback_inference_needs_a_key_or_the_word_that_it_needs_none() throws Exception {
    assertThatThrownBy(() -> read("http: {listen: 0.0.0.0:8000}"))
        .hasMessageContaining(
            "1:16: listen: 0.0.0.0:8000 (expected: a loopback address such as 127.0.0.1:8000;"
                + " or a key with scope infer under keys, as 'soban keys new' makes one;"
                + " or access.anonymous: always, to answer whoever reaches the port)");
    assertThatThrownBy(() -> read("http: {listen: 0.0.0.0:8000}\n" + key("admin")))
        .hasMessageContaining("or a key with scope infer under keys");

    assertThat(read("http: {listen: 0.0.0.0:8000}\n" + key("infer")).access().keys()).hasSize(1);
    assertThat(read("http: {listen: 0.0.0.0:8000}\naccess: {anonymous: always}").http().loopback())
        .isFalse();
  }

  @Test
  void beyond_loopback_the_admin_port_needs_a_key_and_nothing_else_will_do() throws Exception {
    String listen = "admin: {listen: '[::]:8002'}\n";

    for (String without : List.of("", "access: {anonymous: always}", key("infer"))) {
      assertThatThrownBy(() -> read(listen + without))
          .hasMessageContaining(
              "listen: [::]:8002 (expected: a loopback address such as 127.0.0.1:8002;"
                  + " or a key with scope admin under keys, as 'soban keys new --scope admin'"
                  + " makes one)");
    }
    assertThat(read(listen + key("admin")).admin().loopback()).isFalse();
  }

  @Test
  void a_flag_that_opens_a_port_is_named() {
    List<Overlay> flag = List.of(new Overlay("http.listen", "0.0.0.0:80", "--http"));

    assertThatThrownBy(() -> ServerSettings.read(null, flag))
        .hasMessageStartingWith("--http: 0.0.0.0:80 (expected: a loopback address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys: [{principal: a, scopes: [infer], sha256: " + SECRET + "}]",
        "keys: [{principal: a, scopes: [infer], sha256: [" + SECRET + "]}]",
        "keys: " + SECRET,
        "keys: [" + SECRET + "]",
      })
  void a_key_written_by_mistake_is_never_told(String yaml) throws Exception {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining(SECRET);
    assertThat(SchemaCheck.of("soban.schema.json").complaints(yaml)).isNotEmpty();
    List<Overlay> variable = Variables.overlays(Map.of("SOBAN_KEYS", SECRET));
    assertThatThrownBy(() -> ServerSettings.read(null, variable))
        .hasMessage("SOBAN_KEYS: keys: not shown (expected: a list of mappings in the file)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'keys: [{}]'                  | principal: missing (expected: 1 to 64 letters, digits",
        "'keys: [{}]'                  | sha256: missing (expected: 64 hexadecimal digits, as 'soban keys new' prints them)",
        "'keys: [{}]'                  | scopes: missing (expected: a list of infer, jobs and admin)",
        "'keys: [{scopes: [root]}]'    | scopes: root (expected: one of infer, jobs, admin)",
        "'keys: [{principal: a b}]'    | principal: a b (expected: 1 to 64 letters, digits",
        "'keys: [{principal: anonymous}]' | principal: anonymous (expected: 1 to 64 letters",
        "'keys: [{weight: 0}]'         | weight: 0 (expected: a number from 0.01 to 100)",
        "'keys: [{max_priority: 0}]'   | max_priority: 0 (expected: a whole number >= 1)",
        "'keys: [{secret: x}]'         | secret: unknown key (expected: principal, sha256, scopes",
        "'keys: {}'                    | keys: not shown (expected: a list of mappings in the file)",
        "'tenants: {weights: {a b: 1}}'| a b: not allowed as key (expected: 1 to 64 letters",
        "'tenants: {weights: {a: -1}}' | a: -1 (expected: a number from 0.01 to 100)",
        "'tenants: {trust: true}'      | trust: unknown key",
        "'access: {anonymous: maybe}'  | anonymous: maybe (expected: one of loopback, always, never)",
        "'access: {max_priority: -1}'  | max_priority: -1 (expected: a whole number >= 1)",
        "'http: {repository_control: 1}' | repository_control: 1 (expected: true or false)",
      })
  void reader_and_schema_refuse(String yaml, String expected) throws Exception {
    assertThatThrownBy(() -> read(yaml)).hasMessageContaining(expected);
    assertThat(SchemaCheck.of("soban.schema.json").complaints(yaml)).isNotEmpty();
  }

  @Test
  void what_contradicts_itself_is_refused() {
    String entry = "  - {principal: a, scopes: [infer], sha256: " + HASH + "}\n";
    assertThatThrownBy(() -> read("keys:\n" + entry + entry))
        .hasMessageContaining("sha256: " + HASH + " (expected: a key of its own for each entry)");
    assertThatThrownBy(() -> read("access: {anonymous: never}"))
        .hasMessageContaining("never (expected: keys beside it, as otherwise nobody may ask)");
    assertThatThrownBy(
            () ->
                read(
                    "tenants: {weights: {a: 2}}\n"
                        + "keys: [{principal: a, scopes: [infer], weight: 3, sha256: "
                        + HASH
                        + "}]"))
        .hasMessageContaining("weight: 3 (expected: 2.0, as a has it elsewhere)");
  }

  @Test
  void a_principal_may_have_two_keys_for_the_time_of_a_change() throws Exception {
    AccessSettings access =
        read("keys:\n"
                + "  - {principal: a, scopes: [infer], weight: 2, sha256: "
                + HASH
                + "}\n  - {principal: a, scopes: [infer], weight: 2, sha256: "
                + "b".repeat(64)
                + "}\n")
            .access();

    assertThat(access.keys()).hasSize(2);
    assertThat(access.weights()).containsExactly(Map.entry("a", 2.0));
  }

  @Test
  void every_example_of_the_document_is_accepted() throws Exception {
    Path document = Path.of(System.getProperty("soban.root", "..")).resolve("docs/access.md");
    List<String> examples =
        Pattern.compile("^ *```yaml\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(document))
            .results()
            .map(match -> match.group(1).stripIndent())
            .toList();

    assertThat(examples).hasSize(3);
    for (String example : examples) {
      assertThat(read(example)).isNotNull();
      assertThat(SchemaCheck.of("soban.schema.json").complaints(example)).isEmpty();
    }
  }

  private static String key(String scope) {
    return "keys: [{principal: a, scopes: [" + scope + "], sha256: " + HASH + "}]";
  }

  private ServerSettings read(String yaml) throws Exception {
    return ServerSettings.read(Files.writeString(folder.resolve("soban.yaml"), yaml), List.of());
  }
}
