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
import java.util.Collections;
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
  void a_run_that_never_ends_holds_up_the_end_no_longer_than_the_drain_time() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.copy(TestData.file("bad_models/slow_loop.onnx"), models.resolve("loop.onnx"));
    Path settings =
        Files.writeString(
            folder.resolve("soban.yaml"), "shutdown:\n  grace: 0ms\n  drain: 300ms\n");
    try (ServeProcess server = ServeProcess.start(folder, "--config", settings.toString())) {
      var endless =
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(server.url() + "/v2/models/loop/infer"))
                  .POST(HttpRequest.BodyPublishers.ofString(endlessLoop(server.url())))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      while (!text(server.adminUrl() + "/metrics").contains("soban_requests_in_flight 1.0")) {
        assertThat(endless).as(server.log()).isNotDone();
        Thread.onSpinWait();
      }
      server.terminate();

      assertThat(server.exitCode()).as(server.log()).isZero();
      assertThat(server.log()).contains("requests without an answer: 1");
      assertThat(endless.handle((answer, lost) -> answer).join()).isNull();
    }
  }

  /** A request that goes round 9e18 times. */
  private String endlessLoop(String url) throws Exception {
    JsonNode model = new ObjectMapper().readTree(text(url + "/v2/models/loop"));
    StringBuilder inputs = new StringBuilder();
    for (JsonNode input : model.get("inputs")) {
      boolean count = input.get("datatype").asText().equals("INT64");
      long elements = 1;
      List<Long> shape = new ArrayList<>();
      for (JsonNode dim : input.get("shape")) {
        shape.add(Math.max(1, dim.asLong()));
        elements *= shape.getLast();
      }
      inputs
          .append(inputs.isEmpty() ? "" : ",")
          .append(
              "{\"name\":%s,\"datatype\":%s,\"shape\":%s,\"data\":[%s]}"
                  .formatted(
                      input.get("name"),
                      input.get("datatype"),
                      shape,
                      String.join(
                          ",",
                          Collections.nCopies(
                              (int) elements, count ? "9000000000000000000" : "0.5"))));
    }
    return "{\"inputs\":[" + inputs + "]}";
  }

  @Test
  void a_model_of_one_picture_a_run_refuses_several_before_decoding_them() throws Exception {
    Path model = Files.createDirectories(folder.resolve("models/faces/1"));
    Files.copy(TestData.file("face_detect/version-slim-320.onnx"), model.resolve("model.onnx"));
    Files.writeString(model.resolveSibling("model.yaml"), "image: {}\n");
    try (ServeProcess server = ServeProcess.start(folder)) {
      JsonNode metadata = new ObjectMapper().readTree(text(server.url() + "/v2/models/faces"));
      String input = metadata.at("/inputs/0/name").asText();

      assertThat(metadata.at("/inputs/0/datatype").asText()).isEqualTo("BYTES");
      assertThat(metadata.at("/inputs/0/shape").toString()).isEqualTo("[1]");
      HttpResponse<String> refused =
          client.send(
              HttpRequest.newBuilder(URI.create(server.url() + "/v2/models/faces/infer"))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"no\",\"picture\"]}]}"
                              .formatted(input)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("shape [2] (expected: BYTES[1] or FP32[1,3,240,320])");
    }
  }

  @Test
  void a_model_yaml_says_which_columns_of_a_table_are_the_input() throws Exception {
    Path model = Files.createDirectories(folder.resolve("models/flower/1"));
    Files.copy(
        CommandRun.root().resolve("examples/models/iris/1/model.onnx"),
        model.resolve("model.onnx"));
    Files.writeString(
        model.resolveSibling("model.yaml"),
        "csv:\n  delimiter: semicolon\n  columns:\n    input: [d, c, b, a]\n");
    try (ServeProcess server = ServeProcess.start(folder)) {
      String answer =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(server.url() + "/predictions/flower"))
                      .header("Content-Type", "text/csv")
                      .POST(HttpRequest.BodyPublishers.ofString("no;a;b;c;d\n1;0.2;1.4;3.5;5.1\n"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();

      assertThat(answer).isEqualTo(prediction(server.url(), "[[5.1,3.5,1.4,0.2]]"));
    }
  }

  private String prediction(String url, String rows) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/predictions/flower"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(rows))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private String text(String url) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
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
