package dev.soban.cli.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.serve.RunningServer;
import dev.soban.conformance.check.Result;
import dev.soban.conformance.verdict.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SobanConformsTest {

  /** What the Java binding of the engine has no tensors for. */
  private static final List<String> NOT_APPLICABLE =
      List.of("REST-062", "REST-063", "REST-064", "GRPC-032", "GRPC-033", "GRPC-034");

  @Test
  void every_check_passes(@TempDir Path root) {
    try (RunningServer server = Tried.server(root)) {
      Optional<String> grpc = Optional.of("127.0.0.1:" + server.grpcAddress().getPort());

      List<Result> results = Tried.results(server.url(), grpc, List.of());

      assertThat(results.stream().filter(Result::failed)).isEmpty();
      assertThat(results.stream().filter(SobanConformsTest::notApplicable).map(r -> r.check().id()))
          .isEqualTo(NOT_APPLICABLE);
    }
  }

  private static boolean notApplicable(Result result) {
    return result.outcome() instanceof Outcome.NotApplicable;
  }
}
