package dev.soban.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name must exist, and both READMEs must say the same commands. */
class DocumentsTest {
  private static final Pattern FENCE =
      Pattern.compile("```(?:sh|json|yaml)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern INLINE_COMMAND = Pattern.compile("`(\\./[a-z][^`]*)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#]+)(?:#[^)]*)?\\)");
  private static final int ROWS_OF_TO_CHANGE = 20;

  private final Path root = Path.of(System.getProperty("soban.root", "..")).toAbsolutePath();

  @Test
  void both_readmes_have_the_same_commands_and_answers() throws IOException {
    assertThat(commands("README.ko.md")).isNotEmpty().isEqualTo(commands("README.md"));
  }

  @Test
  void every_relative_link_of_every_document_leads_somewhere() throws IOException {
    List<String> dangling = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
          dangling.add(root.relativize(document) + " -> " + target);
        }
      }
    }

    assertThat(dangling).isEmpty();
  }

  @Test
  void the_map_tells_where_to_go_for_at_least_twenty_changes() throws IOException {
    String map = Files.readString(root.resolve("docs/architecture.md"));
    String table = map.substring(map.indexOf("## To change X, go to Y"));

    assertThat(table.lines().filter(line -> line.startsWith("| ") && line.contains("](")))
        .hasSizeGreaterThanOrEqualTo(ROWS_OF_TO_CHANGE);
  }

  @Test
  void no_document_names_a_placeholder() throws IOException {
    for (Path document : documents()) {
      assertThat(Files.readString(document)).as(document.toString()).doesNotContain("@@");
    }
  }

  private List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(root);
        Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  /** Fenced commands and answers in order, comments aside, and the commands in running text. */
  private List<String> commands(String readme) throws IOException {
    String text = Files.readString(root.resolve(readme));
    List<String> commands = new ArrayList<>();
    FENCE
        .matcher(text)
        .results()
        .forEach(match -> commands.add(match.group(1).replaceAll("(?m) *#.*$", "")));
    INLINE_COMMAND
        .matcher(text.replaceAll("(?s)```.*?```", ""))
        .results()
        .map(match -> match.group(1))
        .sorted()
        .forEach(commands::add);
    return commands;
  }
}
