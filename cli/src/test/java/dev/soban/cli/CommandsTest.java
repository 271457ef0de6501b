package dev.soban.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "models",
        "models list",
        "models show",
        "models check",
        "infer",
        "simulate",
        "simulate scheduling"
      })
  void every_command_explains_itself_with_examples(String command) {
    CommandRun run = CommandRun.of((command + " --help").strip().split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: soban " + command).contains("Examples:");
  }

  @Test
  void version_names_program_and_java() {
    assertThat(CommandRun.of("--version").out()).startsWith("soban ").contains("Java 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--what",
        "serve --prot 1",
        "models lst",
        "infer",
        "models show",
        "serve --http nonsense",
        "serve --admin 0.0.0.0:0",
        "serve --models /does/not/exist",
        "infer iris /does/not/exist.png",
        "infer ../x pom.xml",
        "infer iris pom.xml --url nonsense",
        "infer iris src",
        "simulate scheduling --load 0",
        "simulate scheduling --load much",
        "simulate scheduling --cost 2-6",
        "simulate scheduling --workload mixed",
        "simulate scheduling --policy lifo",
        "simulate scheduling --requests 10",
        "simulate scheduling --plots pom.xml"
      })
  void a_wrong_command_line_gets_one_line_and_exit_code_two(String command) {
    CommandRun run = CommandRun.of(command.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).isNotEmpty().hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "models",
        "models list",
        "models show",
        "models check",
        "infer",
        "simulate",
        "simulate scheduling"
      })
  void every_command_explains_itself_in_eighty_columns_and_tells_the_version(String command) {
    CommandRun help = CommandRun.of((command + " --help").strip().split(" "));

    assertThat(help.out()).contains("Usage: soban", "Examples:");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(CommandRun.of((command + " --version").strip().split(" ")).out())
        .startsWith("soban ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "models", "simulate"})
  void a_missing_command_shows_those_there_are(String command) {
    CommandRun run = CommandRun.of(command.isEmpty() ? new String[0] : new String[] {command});

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Commands:", "Examples:");
  }

  @Test
  void a_misspelt_command_or_flag_gets_the_right_one_named() {
    assertThat(CommandRun.of("models", "lst").err()).contains("did you mean").contains("list");
    assertThat(CommandRun.of("serve", "--modls", "x").err()).contains("--models");
  }

  @Test
  void a_server_without_a_scheme_is_refused_in_plain_words() {
    assertThat(CommandRun.of("infer", "iris", "pom.xml", "--url", "127.0.0.1:8000").err())
        .contains("--url: 127.0.0.1:8000 (expected: http://HOST:PORT)")
        .doesNotContain("java.");
  }

  @Test
  void show_in_an_empty_folder_says_what_is_expected() {
    assertThat(CommandRun.of("models", "show", "x", "--models", folder.toString()).err())
        .contains("(expected: a folder with models)");
  }

  @Test
  void listening_beyond_loopback_for_operators_is_refused_with_a_reason() {
    assertThat(CommandRun.of("serve", "--admin", "0.0.0.0:8002").err())
        .contains("--admin")
        .contains("loopback");
  }

  @Test
  void a_broken_settings_file_is_named_with_line_and_column() throws IOException {
    Path file = Files.writeString(folder.resolve("soban.yaml"), "http:\n  listen: [1\n");

    CommandRun run = CommandRun.of("serve", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).containsPattern("soban\\.yaml:\\d+:\\d+: ");
  }

  @Test
  void a_wrong_setting_is_named_with_line_and_column() throws IOException {
    Path file = Files.writeString(folder.resolve("soban.yaml"), "http:\n  lisssten: 8000\n");

    CommandRun run = CommandRun.of("serve", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("soban.yaml:2:3: ").contains("lisssten");
  }

  @Test
  void a_wrong_variable_is_named() {
    CommandRun run = CommandRun.in(folder, Map.of("SOBAN_HTTP_LISTEN", "nonsense"), "serve");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("SOBAN_HTTP_LISTEN: nonsense (expected: ");
  }

  @Test
  void flags_go_over_variables() {
    CommandRun run =
        CommandRun.in(
            folder, Map.of("SOBAN_HTTP_LISTEN", "1.2.3.4:1"), "serve", "--http", "wrong too");

    assertThat(run.err()).contains("--http").doesNotContain("SOBAN_HTTP_LISTEN");
  }

  @Test
  void a_port_in_use_is_named() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      for (String flag : List.of("--http", "--grpc", "--admin")) {
        List<String> flags = new ArrayList<>(List.of("serve", flag, address));
        Stream.of("--http", "--grpc", "--admin")
            .filter(other -> !other.equals(flag))
            .forEach(other -> flags.addAll(List.of(other, "127.0.0.1:0")));

        CommandRun run = CommandRun.of(flags.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(address).contains("the port is in use");
      }
    }
  }

  @Test
  void data_that_cannot_be_written_is_refused_at_the_start() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    CommandRun run = CommandRun.of("serve", "--data", file.resolve("below").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("data: ").contains("written");
  }

  @Test
  void strict_ends_with_exit_code_one_when_a_model_cannot_be_loaded() throws IOException {
    brokenModel();

    CommandRun run =
        CommandRun.of(
            "serve",
            "--strict",
            "--models",
            folder.toString(),
            "--http",
            "127.0.0.1:0",
            "--grpc",
            "127.0.0.1:0",
            "--admin",
            "127.0.0.1:0");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("strict: broken/1");
    assertThat(run.out()).contains("broken").contains("failed: ");
  }

  private void brokenModel() throws IOException {
    Files.writeString(folder.resolve("broken.onnx"), "this is no model");
  }

  @Test
  void list_shows_models_and_why_one_does_not_load() throws IOException {
    brokenModel();

    CommandRun run = CommandRun.of("models", "list", "--models", folder.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("broken").contains("failed: ").contains("broken.onnx");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void without_a_folder_the_bundled_examples_are_taken() {
    CommandRun run = CommandRun.in(folder, Map.of(), "models", "list");

    assertThat(run.out()).contains("iris").contains("digits").contains("or a picture");
  }

  @Test
  void the_usual_folder_is_taken_when_there_is_one() throws IOException {
    Files.createDirectory(folder.resolve("models"));

    assertThat(CommandRun.in(folder, Map.of(), "models", "list").out()).contains("no models");
  }

  @Test
  void list_in_json_parses_and_tells_the_same() throws IOException {
    brokenModel();

    CommandRun run = CommandRun.of("models", "list", "--json", "--models", folder.toString());

    JsonNode model = new ObjectMapper().readTree(run.out()).get(0);
    assertThat(model.get("name").asText()).isEqualTo("broken");
    assertThat(model.get("state").asText()).isEqualTo("failed");
    assertThat(model.get("reason").asText()).contains("broken.onnx");
  }

  @Test
  void show_in_json_has_the_signature() throws IOException {
    CommandRun run = CommandRun.in(folder, Map.of(), "models", "show", "iris", "--json");

    JsonNode model = new ObjectMapper().readTree(run.out()).get(0);
    assertThat(model.at("/inputs/0/datatype").asText()).isEqualTo("FP32");
    assertThat(model.at("/inputs/0/shape").toString()).isEqualTo("[-1,4]");
    assertThat(model.at("/layers/0").asText()).isEqualTo("observe");
  }

  @Test
  void show_of_an_unknown_model_names_those_there_are() {
    CommandRun run = CommandRun.in(folder, Map.of(), "models", "show", "rose");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("model rose: not found").contains("iris");
  }

  @Test
  void check_ends_with_exit_code_one_when_a_model_cannot_be_served() throws IOException {
    assertThat(CommandRun.in(folder, Map.of(), "models", "check").exitCode()).isZero();
    brokenModel();

    CommandRun run = CommandRun.of("models", "check", "--models", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("broken/1: ").contains("0 of 1 can be served");
  }

  @Test
  void an_alias_of_no_version_is_a_warning_and_the_description_is_shown() throws IOException {
    Path model = Files.createDirectories(folder.resolve("flower"));
    Files.copy(
        CommandRun.root().resolve("examples/models/iris/1/model.onnx"),
        Files.createDirectory(model.resolve("1")).resolve("model.onnx"));
    Files.writeString(
        model.resolve("model.yaml"), "description: Which iris?\naliases:\n  champion: 7\n");
    String warning = "warning: alias champion of model flower: no version 7 (expected: 1)";

    CommandRun list = CommandRun.of("models", "list", "--models", folder.toString());
    CommandRun check = CommandRun.of("models", "check", "--models", folder.toString());
    CommandRun show = CommandRun.of("models", "show", "flower", "--models", folder.toString());

    assertThat(list.out()).contains(warning);
    assertThat(check.out()).contains(warning).contains("1 of 1 can be served");
    assertThat(check.exitCode()).isZero();
    assertThat(show.out()).contains("Which iris?");
  }

  @Test
  void infer_without_a_server_says_what_to_do() throws IOException {
    Path file = Files.writeString(folder.resolve("row.csv"), "1,2,3,4\n");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    CommandRun run =
        CommandRun.of("infer", "iris", file.toString(), "--url", "http://127.0.0.1:" + port);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("soban serve").hasLineCount(1);
  }
}
