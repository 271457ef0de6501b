package dev.soban.cli.exchanges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.cli.serve.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients of other servers send is answered as it was when it was recorded. */
class RecordedExchangesTest {
  private static final Pattern ROUTE = Pattern.compile("`([A-Z]+) (/[^`]*)`");

  private static RunningServer server;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    for (String name : List.of("iris", "digits")) {
      Path example = TestData.ofRepository("examples/models").resolve(name);
      models.file(name + "/model.yaml", TestData.read(example.resolve("model.yaml")));
      models.file(name + "/1/model.onnx", TestData.read(example.resolve("1/model.onnx")));
    }
    String named =
        new String(TestData.read(root.resolve("iris/model.yaml")), StandardCharsets.UTF_8)
            + "aliases: {stable: 1}\n";
    models.settings("iris", named);
    models.file("broken/1/model.onnx", "no model".getBytes(StandardCharsets.UTF_8));
    server = RunningServer.of(root);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static String url() {
    return server.url();
  }

  static List<RecordedExchange> exchanges() {
    return RecordedExchange.in("");
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void what_was_recorded_is_answered_again(RecordedExchange exchange) {
    exchange.expectFrom(server.url());
  }

  @Test
  void every_route_of_the_table_is_recorded() throws IOException {
    List<RecordedExchange> exchanges = exchanges();

    assertThat(documented())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            route ->
                assertThat(exchanges)
                    .as(route.group())
                    .anyMatch(
                        exchange ->
                            exchange.method().equals(route.group(1))
                                && exchange.path().matches(paths(route.group(2)))));
  }

  @Test
  void errors_of_every_family_are_recorded() {
    List<RecordedExchange> errors =
        exchanges().stream().filter(it -> it.answer().first().compareTo("400") >= 0).toList();

    for (String family : List.of("/v2/", "/v1/", "/predictions/", "/invocations", "/models")) {
      assertThat(errors).as(family).anyMatch(exchange -> exchange.path().startsWith(family));
    }
  }

  /** The first column of the table, every route of it with its method. */
  private static List<MatchResult> documented() throws IOException {
    String document = Files.readString(TestData.ofRepository("docs/protocols.md"));
    String table = document.substring(document.indexOf("## Routes"));
    return table
        .substring(0, table.indexOf("\n## ", 1))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf(" |", 2)))
        .flatMap(cell -> routes(cell).stream())
        .toList();
  }

  private static List<MatchResult> routes(String cell) {
    Matcher route = ROUTE.matcher(cell);
    List<MatchResult> routes = route.results().toList();
    assertThat(cell.split("`, `")).as(cell).hasSize(routes.size());
    return routes;
  }

  private static String paths(String route) {
    return Stream.of(route.split("(?<=})|(?=\\{)"))
        .map(part -> part.startsWith("{") ? "[^/:]+" : Pattern.quote(part))
        .reduce("", String::concat);
  }
}
