package dev.soban.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The whole program as a process of its own. */
@DisabledOnOs(OS.WINDOWS)
class ServeTest {
  private static final String ROW =
      "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,4],\"datatype\":\"FP32\","
          + "\"data\":[5.1,3.5,1.4,0.2]}]}";

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void the_table_of_the_start_also_comes_as_json() throws Exception {
    try (ServeProcess server = ServeProcess.start(folder, "--json")) {
      assertThat(server.startUp())
          .startsWith("{")
          .contains("\"name\" : \"iris\"", "\"state\" : \"ready\"")
          .endsWith("}" + System.lineSeparator());
      assertThat(status(server.url() + "/v2/health/ready")).isEqualTo(200);
    }
  }

  @Test
  void serves_the_examples_and_answers_the_infer_command() throws Exception {
    try (ServeProcess server = ServeProcess.start(folder, "--data", "data")) {
      assertThat(server.startUp())
          .contains("iris", "digits", "or a picture", "2 of 2 models ready", "pictures: ");
      assertThat(status(server.adminUrl() + "/health/ready")).isEqualTo(200);

      Path examples = CommandRun.root().resolve("examples");
      CommandRun table =
          CommandRun.of(
              "infer",
              "digits",
              examples.resolve("pictures/7.png").toString(),
              "--url",
              server.url());
      CommandRun json =
          CommandRun.of(
              "infer",
              "iris/1",
              examples.resolve("data/iris-rows.csv").toString(),
              examples.resolve("data/iris-row.json").toString(),
              "--json",
              "--url",
              server.url());

      assertThat(table.out().lines().toList().get(0)).startsWith("FILE   MODEL   VERSION");
      assertThat(table.out().lines().toList().get(1)).containsPattern("7\\.png +digits +1 +7 +7 +");
      JsonNode answers = new ObjectMapper().readTree(json.out());
      assertThat(answers.at("/0/answer/rows/0/classes/0/label").asText()).isEqualTo("setosa");
      assertThat(answers.at("/1/status").asInt()).isEqualTo(200);
      assertThat(table.exitCode() + json.exitCode()).isZero();

      assertThat(CommandRun.of("infer", "rose", examples + "/data/iris.csv", "--url", server.url()))
          .satisfies(run -> assertThat(run.exitCode()).isEqualTo(1))
          .satisfies(run -> assertThat(run.err()).contains("iris.csv: model rose: not found"));
    }
  }

  @Test
  void a_model_that_cannot_load_hinders_neither_start_nor_readiness() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.writeString(models.resolve("broken.onnx"), "this is no model");
    Files.copy(
        CommandRun.root().resolve("examples/models/iris/1/model.onnx"), models.resolve("붓꽃.onnx"));
    Files.copy(
        CommandRun.root().resolve("examples/models/iris/1/model.onnx"), models.resolve("ok.onnx"));

    try (ServeProcess server = ServeProcess.start(folder)) {
      assertThat(server.startUp()).contains("failed: ").contains("1 of 3 models ready");
      assertThat(status(server.url() + "/v2/health/ready")).isEqualTo(200);
      assertThat(status(server.url() + "/v2/models/ok/ready")).isEqualTo(200);
      assertThat(status(server.url() + "/v2/models/broken/ready")).isEqualTo(503);
    }
  }

  @Test
  void sigterm_under_load_loses_no_answer_and_ends_with_exit_code_zero() throws Exception {
    Path settings = Files.writeString(folder.resolve("soban.yaml"), "shutdown:\n  grace: 300ms\n");
    int callers = 8;
    CountDownLatch warm = new CountDownLatch(callers * 20);
    try (ServeProcess server = ServeProcess.start(folder, "--config", settings.toString());
        ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<Caller>> results = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        results.add(threads.submit(() -> new Caller(server.url(), warm).callUntilGone()));
      }
      warm.await();
      server.terminate();

      assertThat(server.exitCode()).isZero();
      for (Future<Caller> result : results) {
        Caller caller = result.get();
        assertThat(caller.lost).isEmpty();
        assertThat(caller.answered).isGreaterThanOrEqualTo(20);
      }
      assertThat(server.log()).contains("ended, every request was answered");
    }
  }

  @Test
  void a_second_signal_ends_a_long_grace() throws Exception {
    Path settings = Files.writeString(folder.resolve("soban.yaml"), "shutdown:\n  grace: 1h\n");
    try (ServeProcess server = ServeProcess.start(folder, "--config", settings.toString())) {
      server.terminate();
      while (status(server.adminUrl() + "/health/ready") != 503) {
        Thread.onSpinWait();
      }
      assertThat(status(server.url() + "/v2/models/iris")).isEqualTo(200);

      server.terminate();

      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void the_training_run_of_the_cache_asks_everything_and_ends_by_itself() {
    CommandRun run = CommandRun.of("aot-training");

    assertThat(run.err()).contains("ended, every request was answered");
    assertThat(run.exitCode()).isZero();
  }

  private int status(String url) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** Asks over and over until the server takes no more. */
  private final class Caller {
    private final HttpRequest request;
    private final CountDownLatch warm;
    private final List<String> lost = new ArrayList<>();
    private int answered;

    Caller(String url, CountDownLatch warm) {
      this.request =
          HttpRequest.newBuilder(URI.create(url + "/v2/models/iris/infer"))
              .POST(HttpRequest.BodyPublishers.ofString(ROW))
              .build();
      this.warm = warm;
    }

    Caller callUntilGone() throws InterruptedException {
      while (true) {
        try {
          int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
          if (status == 503) {
            return this;
          }
          if (status != 200) {
            lost.add("status " + status);
            return this;
          }
          answered++;
          warm.countDown();
        } catch (ConnectException e) {
          return this;
        } catch (IOException e) {
          lost.add(e.toString());
          return this;
        }
      }
    }
  }
}
