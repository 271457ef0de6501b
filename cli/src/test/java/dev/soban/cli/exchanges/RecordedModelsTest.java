package dev.soban.cli.exchanges;

import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.cli.serve.RunningServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same with models that no example of the program is like: several inputs, bytes. */
class RecordedModelsTest {
  private static RunningServer server;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models.version("simple", TestData.path("triton_repo/simple/1/model.onnx"));
    models.version("iris_logreg", TestData.path("tabular/iris_logreg.onnx"));
    models.version(
        "string_concat", TestData.path("onnx_conformance/test_string_concat/model.onnx"));
    server = RunningServer.of(root);
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
  }

  static List<RecordedExchange> exchanges() {
    return RecordedExchange.in("with-test-data");
  }

  static String url() {
    return server.url();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void what_was_recorded_is_answered_again(RecordedExchange exchange) {
    exchange.expectFrom(server.url());
  }
}
