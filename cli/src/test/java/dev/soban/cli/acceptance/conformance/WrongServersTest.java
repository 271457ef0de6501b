package dev.soban.cli.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.serve.RunningServer;
import dev.soban.conformance.catalog.Catalog;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the suite can fail: each rule that a server breaks is noticed by the check for it. */
class WrongServersTest {
  /** What a server behind the JDK's cannot get wrong, or what no model here is for. */
  private static final Set<String> NOT_BROKEN =
      Set.of(
          "REST-053",
          "REST-054",
          "REST-055",
          "REST-060",
          "REST-061",
          "REST-062",
          "REST-063",
          "REST-064",
          "REST-065",
          "REST-066",
          "REST-067",
          "REST-068",
          "REST-069",
          "REST-070",
          "REST-071",
          "REST-072",
          "REST-073",
          "REST-143",
          "REST-144",
          "REST-146",
          "REST-148",
          "REST-166",
          "REST-169",
          "REST-181");

  private static RunningServer server;

  @BeforeAll
  static void serve(@TempDir Path root) {
    server = Tried.server(root);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static List<Wrong> wrong() {
    return Stream.of(
            WrongAnswers.server(),
            WrongAnswers.models(),
            WrongAnswers.inference(),
            WrongValues.all(),
            WrongRefusals.bodies(),
            WrongRefusals.inputs(),
            WrongRefusals.outputs(),
            WrongRefusals.http(),
            WrongExtensions.binary(),
            WrongExtensions.others())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void a_broken_rule_is_noticed(Wrong wrong) {
    List<String> asked = new ArrayList<>(wrong.noticedBy());
    if (asked.equals(List.of("REST-125"))) {
      asked.addFirst("REST-110");
    }
    try (WrongServer broken = new WrongServer(server.url(), wrong.tampering())) {
      List<Result> results = Tried.results(broken.url(), Optional.empty(), asked);

      assertThat(results.stream().filter(Result::failed).map(result -> result.check().id()))
          .as("%s", results)
          .containsAll(wrong.noticedBy());
    }
  }

  @Test
  void a_server_that_breaks_nothing_passes() {
    try (WrongServer right =
        new WrongServer(server.url(), (call, upstream) -> upstream.ask(call))) {
      assertThat(Tried.results(right.url(), Optional.empty(), List.of("REST")))
          .filteredOn(Result::failed)
          .isEmpty();
    }
  }

  @Test
  void nearly_every_check_has_a_server_that_fails_it() {
    Set<String> broken = new TreeSet<>();
    wrong().forEach(rule -> broken.addAll(rule.noticedBy()));
    Set<String> checks = new TreeSet<>();
    Catalog.starting(List.of("REST")).stream().map(Check::id).forEach(checks::add);

    broken.addAll(NOT_BROKEN);
    assertThat(checks).isEqualTo(broken);
  }
}
