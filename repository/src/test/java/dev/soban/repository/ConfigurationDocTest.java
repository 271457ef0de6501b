package dev.soban.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.repository.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documentation and examples say what the program does. */
class ConfigurationDocTest {
  private static final Path ROOT = Path.of(System.getProperty("soban.root", ".."));
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\n(# (\\w+)\\.yaml.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"model", "soban"})
  void every_key_has_a_row_with_its_default(String file) throws Exception {
    SchemaCheck schema = SchemaCheck.of(file + ".schema.json");
    List<String> rows = rows(file);

    assertThat(schema.leaves())
        .allSatisfy((key, leaf) -> assertThat(row(rows, key)).contains(defaultOf(leaf)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "soban"})
  void every_row_is_a_key(String file) throws Exception {
    List<String> keys = SchemaCheck.of(file + ".schema.json").keys();

    assertThat(rows(file)).allSatisfy(row -> assertThat(keys).contains(row.split("`")[1]));
  }

  @Test
  void every_example_is_accepted_by_reader_and_schema() throws Exception {
    List<MatchResult> examples = EXAMPLE.matcher(doc()).results().toList();
    Files.writeString(folder.resolve("labels.txt"), "a");

    assertThat(examples).hasSizeGreaterThan(5);
    for (MatchResult example : examples) {
      check(example.group(2), example.group(1));
    }
  }

  @Test
  void every_shipped_model_yaml_is_accepted_by_the_schema() throws Exception {
    Path examples = ROOT.resolve("examples/models");
    for (Path file : Files.isDirectory(examples) ? settingsIn(examples) : List.<Path>of()) {
      assertThat(SchemaCheck.of("model.schema.json").complaints(Files.readString(file))).isEmpty();
    }
  }

  private void check(String name, String yaml) throws Exception {
    assertThat(SchemaCheck.of(name + ".schema.json").complaints(yaml)).isEmpty();
    Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    if (name.equals("model")) {
      assertThat(ModelSettings.read(file, Containment.of(folder))).isNotNull();
    } else {
      assertThat(ServerSettings.read(file, List.of())).isNotNull();
    }
  }

  private static String row(List<String> rows, String key) {
    return rows.stream()
        .filter(row -> row.startsWith("| `" + key + "` |"))
        .findFirst()
        .orElse("no row for " + key);
  }

  private static List<String> rows(String file) throws IOException {
    String[] parts = doc().split("\n## ");
    String part =
        Stream.of(parts).filter(text -> text.startsWith(file + ".yaml")).findFirst().orElseThrow();
    return part.lines().filter(line -> line.startsWith("| `")).toList();
  }

  private static String defaultOf(JsonNode leaf) {
    return leaf.has("default") ? "| `" + leaf.path("default").asText() + "` |" : "| ";
  }

  private static String doc() throws IOException {
    return Files.readString(ROOT.resolve("docs/configuration.md"));
  }

  private static List<Path> settingsIn(Path models) throws IOException {
    try (Stream<Path> files = Files.walk(models, 2)) {
      return files.filter(file -> file.endsWith("model.yaml")).toList();
    }
  }
}
