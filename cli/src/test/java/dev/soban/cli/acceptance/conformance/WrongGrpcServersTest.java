package dev.soban.cli.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.serve.RunningServer;
import dev.soban.conformance.catalog.Catalog;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.Result;
import java.nio.file.Path;
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

/** That the suite can fail over gRPC too. */
class WrongGrpcServersTest {
  /** What the library below every server gets right, and single datatypes, which break alike. */
  private static final Set<String> NOT_BROKEN =
      Set.of(
          "GRPC-012",
          "GRPC-013",
          "GRPC-014",
          "GRPC-015",
          "GRPC-030",
          "GRPC-031",
          "GRPC-032",
          "GRPC-033",
          "GRPC-034",
          "GRPC-035",
          "GRPC-036",
          "GRPC-037",
          "GRPC-038",
          "GRPC-039",
          "GRPC-040",
          "GRPC-041",
          "GRPC-042",
          "GRPC-043",
          "GRPC-046",
          "GRPC-047",
          "GRPC-073",
          "GRPC-074",
          "GRPC-075",
          "GRPC-083");

  private static RunningServer server;

  @BeforeAll
  static void serve(@TempDir Path root) {
    server = Tried.server(root);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static List<WrongGrpc> wrong() {
    return Stream.of(
            WrongGrpcServers.told(),
            WrongGrpcServers.inference(),
            WrongGrpcServers.refusals(),
            WrongGrpcServers.extensions(),
            WrongStreams.all())
        .flatMap(List::stream)
        .toList();
  }

  private static String behind() {
    return "127.0.0.1:" + server.grpcAddress().getPort();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void a_broken_rule_is_noticed(WrongGrpc wrong) {
    try (WrongGrpcServer broken = new WrongGrpcServer(behind(), wrong.tampering())) {
      List<Result> results =
          Tried.results(server.url(), Optional.of(broken.address()), wrong.noticedBy());

      assertThat(results.stream().filter(Result::failed).map(result -> result.check().id()))
          .as("%s", results)
          .containsAll(wrong.noticedBy());
    }
  }

  @Test
  void a_server_that_breaks_nothing_passes() {
    try (WrongGrpcServer right =
        new WrongGrpcServer(behind(), (method, request, upstream) -> upstream.ask(request))) {
      assertThat(Tried.results(server.url(), Optional.of(right.address()), List.of("GRPC", "BOTH")))
          .filteredOn(Result::failed)
          .isEmpty();
    }
  }

  @Test
  void nearly_every_check_has_a_server_that_fails_it() {
    Set<String> broken = new TreeSet<>(NOT_BROKEN);
    wrong().forEach(rule -> broken.addAll(rule.noticedBy()));
    Set<String> checks = new TreeSet<>();
    Catalog.starting(List.of("GRPC", "BOTH")).stream().map(Check::id).forEach(checks::add);

    assertThat(checks).isEqualTo(broken);
  }
}
