package dev.soban.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.soban.repository.server.AccessSettings;
import dev.soban.repository.server.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
  @TempDir Path folder;

  @Test
  void a_new_key_is_shown_once_with_the_yaml_that_lets_the_server_know_it() throws Exception {
    CommandRun run = CommandRun.of("keys", "new", "--principal", "team-a");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    List<String> keys = words(run.out()).filter(it -> it.startsWith("soban_")).toList();
    assertThat(keys).hasSize(1).first().asString().matches("soban_[A-Za-z0-9_-]{43}");
    Path file = Files.writeString(folder.resolve("soban.yaml"), yaml(run));
    assertThat(ServerSettings.read(file, List.of()).access().keys())
        .containsExactly(
            new AccessSettings.Key(
                "team-a", sha256(keys.getFirst()), Set.of(AccessSettings.Scope.INFER), 1));
  }

  @Test
  void no_two_keys_are_alike_and_programs_get_them_as_json() throws Exception {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      CommandRun run =
          CommandRun.of(
              "keys",
              "new",
              "--principal",
              "ops",
              "--scope",
              "admin,jobs",
              "--scope",
              "infer",
              "--json");
      JsonNode json = new ObjectMapper().readTree(run.out());
      keys.add(json.path("key").asText());
      assertThat(json.path("sha256").asText()).isEqualTo(sha256(json.path("key").asText()));
      assertThat(json.path("scopes")).hasToString("[\"infer\",\"jobs\",\"admin\"]");
    }
    assertThat(keys).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys new | Missing required option: '--principal=NAME'",
        "keys new --principal a/b | --principal: a/b (expected: 1 to 64 letters, digits",
        "keys new --principal anonymous | --principal: anonymous (expected: ",
        "keys new --principal a --scope root | --scope: root (expected: infer, jobs or admin)",
      })
  void a_wrong_command_line_is_told(String line, String message) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_key_in_the_environment_that_cannot_be_one_is_not_told() {
    CommandRun run =
        CommandRun.in(folder, Map.of("SOBAN_API_KEY", "my secret"), "infer", "iris", "pom.xml");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("SOBAN_API_KEY: not shown (expected: a key without spaces)")
        .doesNotContain("secret");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_server_with_these_keys_asks_for_them() throws Exception {
    CommandRun team = CommandRun.of("keys", "new", "--principal", "team-a");
    CommandRun ops = CommandRun.of("keys", "new", "--principal", "ops", "--scope", "admin");
    String settings = yaml(team) + "\n" + yaml(ops).replace("keys:\n", "");
    Path file =
        Files.writeString(
            folder.resolve("soban.yaml"), settings + "\naccess: {anonymous: never}\n");

    try (ServeProcess server = ServeProcess.start(folder, "--config", file.toString())) {
      assertThat(infer(server, ""))
          .satisfies(run -> assertThat(run.exitCode()).isEqualTo(1))
          .satisfies(run -> assertThat(run.err()).contains("no key (expected: Authorization"));
      assertThat(infer(server, key(team)).exitCode()).isZero();
      assertThat(models(server, key(team))).isEqualTo(403);
      assertThat(models(server, key(ops))).isEqualTo(200);
    }
    String printed =
        Files.readString(folder.resolve("err")) + Files.readString(folder.resolve("out"));
    assertThat(printed).doesNotContain(key(team), key(ops));
  }

  private static CommandRun infer(ServeProcess server, String key) {
    String row = CommandRun.root().resolve("examples/data/iris-row.json").toString();
    return CommandRun.in(
        Path.of(""), Map.of("SOBAN_API_KEY", key), "infer", "iris", row, "--url", server.url());
  }

  private static int models(ServeProcess server, String key)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.adminUrl() + "/admin/models"))
            .header("Authorization", "Bearer " + key)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static String key(CommandRun run) {
    return words(run.out()).filter(it -> it.startsWith("soban_")).findFirst().orElseThrow();
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.split("[\\s\"]+"));
  }

  private static String yaml(CommandRun run) {
    return run.out()
        .lines()
        .dropWhile(line -> !line.equals("keys:"))
        .collect(Collectors.joining("\n"));
  }

  private static String sha256(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }
}
