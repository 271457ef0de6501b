package dev.soban.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformanceTest {
  /** How one command line ended. */
  private record Ran(int exitCode, String out, String err) {
    static Ran with(String... arguments) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int exitCode = Conformance.run(new PrintWriter(out), new PrintWriter(err), arguments);
      return new Ran(exitCode, out.toString(), err.toString());
    }
  }

  @Test
  void what_must_be_met_and_is_ends_with_0() {
    try (TinyServer server = TinyServer.withModel()) {
      Ran ran = Ran.with(server.url(), "--only", "REST-001,REST-002,REST-040");

      assertThat(ran.exitCode()).isZero();
      assertThat(ran.out())
          .contains("Server  tiny 1 at " + server.url())
          .contains("Models  one")
          .contains("pass  MUST    REST-040  A right request is answered")
          .endsWith("3 passed, 0 failed, 0 not applicable\n");
    }
  }

  @Test
  void what_must_be_met_and_is_not_ends_with_1_and_tells_what_was_said() {
    try (TinyServer server = TinyServer.withModel()) {
      Ran ran = Ran.with(server.url(), "--only", "REST-044");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out())
          .contains("FAIL  MUST    REST-044  The id of the request comes back")
          .contains("where:    OIP REST, Inference Response")
          .contains("expected: id conformance-1")
          .contains("sent:     POST /v2/models/one/infer")
          .contains("answer:   status 200 {\"model_name\":\"one\"")
          .contains("came:     nothing")
          .endsWith("0 passed, 1 failed (1 of them MUST), 0 not applicable\n");
    }
  }

  @Test
  void what_should_be_met_and_is_not_does_not_change_the_exit_code() {
    try (TinyServer server = TinyServer.withModel().on("/v2/health/live", "{}")) {
      Ran ran = Ran.with(server.url(), "--only", "REST-003");

      assertThat(ran.exitCode()).isZero();
      assertThat(ran.out()).contains("1 failed (0 of them MUST)");
    }
  }

  @Test
  void what_does_not_apply_says_why_and_is_no_pass() {
    try (TinyServer server = TinyServer.withModel()) {
      Ran ran = Ran.with(server.url(), "--only", "REST-060,REST-160,GRPC-001,BOTH");

      assertThat(ran.out())
          .contains("no model takes BOOL")
          .contains("the extension binary_tensor_data is not advertised")
          .contains("no gRPC address was given (--grpc)")
          .endsWith("0 passed, 0 failed, 9 not applicable\n");
    }
  }

  @Test
  void a_server_whose_models_answer_nothing_fails() {
    try (TinyServer server =
        TinyServer.withModel().on("/v2/models/one/infer", "{\"outputs\":\"none\"}")) {
      Ran ran = Ran.with(server.url(), "--only", "REST-040,REST-041");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out())
          .contains("Models  none that answers")
          .contains("expected: one model at least that answers made up inputs")
          .contains("no model answered an inference to start with (see REST-040)");
    }
  }

  @Test
  void nobody_at_grpc_fails_what_must_be_met() {
    try (TinyServer server = TinyServer.withModel()) {
      Ran ran = Ran.with(server.url(), "--grpc", "127.0.0.1:1", "--only", "GRPC-001");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).contains("came:     status UNAVAILABLE");
    }
  }

  @Test
  void results_also_come_as_json() throws IOException {
    try (TinyServer server = TinyServer.withModel()) {
      Ran ran = Ran.with(server.url(), "--only", "REST-001,REST-044,REST-060", "--json");

      JsonNode report = new ObjectMapper().readTree(ran.out());
      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(report.path("server").asText()).isEqualTo("tiny 1");
      assertThat(report.path("failed_must").asInt()).isEqualTo(1);
      assertThat(report.path("results").findValuesAsText("outcome"))
          .containsExactly("passed", "failed", "not_applicable");
      assertThat(report.path("results").path(1).path("said").path(0).path("sent").asText())
          .startsWith("POST /v2/models/one/infer");
    }
  }

  @Test
  void inputs_may_be_given() throws IOException {
    try (TinyServer server = TinyServer.withModel()) {
      Path request = folder.resolve("request.json");
      Files.writeString(
          request,
          "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0.125]}]}");

      Ran ran =
          Ran.with(
              server.url(), "--model", "one", "--input", request.toString(), "--only", "REST-040");

      assertThat(ran.exitCode()).isZero();
      assertThat(server.bodies()).anyMatch(body -> body.contains("0.125"));
    }
  }

  @Test
  void a_key_is_presented_with_every_request() {
    try (TinyServer server = TinyServer.withModel()) {
      Ran.with(server.url(), "--key", "secret", "--only", "REST-001,REST-040,REST-145");

      assertThat(server.keys()).isNotEmpty().containsOnly("Bearer secret");
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ftp://there; URL: ftp://there (expected: http://HOST:PORT)",
        "'not a url'; URL: not a url (expected: http://HOST:PORT)",
        "http://127.0.0.1:1; (expected: a running server)",
        "http://127.0.0.1:1 --timeout 0; --timeout: 0 (expected: >= 1)",
        "http://127.0.0.1:1 --only NONE; --only: [NONE] (expected: ids",
        "http://127.0.0.1:1 --input x.json; expected: together with one --model",
        "http://127.0.0.1:1 --model m --input none.json; expected: a file that can be read",
        "--what; Unknown option",
      })
  void wrong_use_ends_with_2_and_says_what_is_expected(String line, String expected) {
    String[] arguments = line.startsWith("not") ? new String[] {line} : line.split(" ");

    Ran ran = Ran.with(arguments);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains(expected);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void a_server_without_models_ends_with_2() {
    try (TinyServer server = new TinyServer().on("/v2", "{}")) {
      assertThat(Ran.with(server.url()).err()).contains("lists no model that has metadata");
      assertThat(Ran.with(server.url(), "--model", "m").err())
          .contains("--model: [m] (expected: a model with metadata");
      assertThat(Ran.with(server.url()).exitCode()).isEqualTo(2);
    }
  }

  @Test
  void the_list_needs_no_server() {
    Ran ran = Ran.with("--list", "--only", "REST-001");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .isEqualTo("REST-001  MUST    The server says that it is live (OIP REST, Health)\n");
    assertThat(Ran.with("--list", "--json", "--only", "REST-001").out())
        .contains("\"level\" : \"MUST\"");
  }
}
