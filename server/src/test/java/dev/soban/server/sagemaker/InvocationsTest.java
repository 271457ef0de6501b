package dev.soban.server.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import dev.soban.server.http.TestPort;
import dev.soban.server.routes.RouteSettings;
import dev.soban.server.v1.StatusForm;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvocationsTest {
  private static final Served ECHO =
      ScriptedModel.echo(
          "echo",
          ScriptedModel.spec("x", DataType.FP32, -1, 2),
          ScriptedModel.spec("s", DataType.BYTES, -1));
  private static final Served CLASSES =
      ScriptedModel.classifier("classes", true, List.of("a", "b", "c"));
  private static final TestPort PORT = new TestPort(ScriptedModel.loaded(ECHO, CLASSES));

  @AfterAll
  static void stop() {
    PORT.endWithNothingHeld();
    PORT.close();
  }

  @Test
  void the_model_is_named_by_query_or_header_or_is_the_only_one() {
    String body = "{\"x\":[[1,2]],\"s\":[\"a\"]}";

    assertThat(PORT.post("/invocations?model_name=echo", body).body())
        .startsWith("{\"model\":\"echo\"");
    assertThat(PORT.post("/invocations?model_name=echo&model_version=1", body).statusCode())
        .isEqualTo(200);
    for (String target : List.of("echo", "echo.tar.gz", "/echo.tar.gz")) {
      assertThat(ask("/invocations", body, "X-Amzn-SageMaker-Target-Model", target).body())
          .startsWith("{\"model\":\"echo\"");
    }
    HttpResponse<String> unnamed = PORT.post("/invocations", body);
    assertThat(unnamed.statusCode()).isEqualTo(400);
    assertThat(unnamed.body())
        .contains("\"code\":400", "there are classes, echo", "http.default_model");
    assertThat(PORT.post("/invocations?model_name=nobody", body).statusCode()).isEqualTo(404);
    try (TestPort single = new TestPort(ScriptedModel.loaded(ECHO))) {
      assertThat(single.post("/invocations", body).statusCode()).isEqualTo(200);
      single.endWithNothingHeld();
    }
  }

  @Test
  void a_usual_model_may_be_set_and_one_that_is_not_ready_does_not_count() {
    RouteSettings usual = new RouteSettings(StatusForm.KSERVE, false, Optional.of("classes"));
    try (TestPort port = new TestPort(ScriptedModel.loaded(ECHO, CLASSES), usual)) {
      assertThat(port.post("/invocations", "[[1,2,3]]").body())
          .startsWith("{\"model\":\"classes\"");
    }
    var models = ScriptedModel.loaded(CLASSES);
    models.put(new VersionStatus("bad", "1", VersionState.FAILED, "cut off", Optional.empty()));
    try (TestPort port = new TestPort(models)) {
      assertThat(port.post("/invocations", "[[1,2,3]]").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answers_come_in_csv_where_that_is_wanted() {
    HttpResponse<String> scores =
        ask("/invocations?model_name=classes", "[[1,2,3],[0.5,0,-1]]", "Accept", "text/csv");
    HttpResponse<String> mixed =
        ask(
            "/invocations?model_name=echo",
            "{\"x\":[[1,2],[\"NaN\",4]],\"s\":[\"plain\",\"a,\\\"b\\\"\\n\"]}",
            "Accept",
            "text/csv");

    assertThat(scores.headers().firstValue("content-type")).hasValue("text/csv");
    assertThat(scores.body()).isEqualTo("1.0,2.0,3.0\n0.5,0.0,-1.0\n");
    assertThat(mixed.body()).isEqualTo("1.0,2.0,plain\nNaN,4.0,\"a,\"\"b\"\"\n\"\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json",
        "*/* | application/json",
        "text/csv;q=0.5, application/json;q=0.4 | text/csv",
        "application/x-npy, */*;q=0.1 | application/json",
        "TEXT/CSV | text/csv",
        "text/csv, application/json | text/csv",
        "application/json, text/csv | application/json",
        "text/csv;q=0, */* | application/json",
      })
  void the_form_that_is_liked_best_is_given(String accept, String contentType) {
    HttpResponse<String> answer =
        ask("/invocations?model_name=classes", "[[1,2,3]]", "Accept", accept);

    assertThat(answer.headers().firstValue("content-type")).hasValue(contentType);
  }

  @Test
  void a_form_that_is_not_given_is_406_and_names_those_that_are() {
    HttpResponse<String> refused =
        ask("/invocations?model_name=classes", "[[1,2,3]]", "Accept", "application/x-npy, x/y;q=1");

    assertThat(refused.statusCode()).isEqualTo(406);
    assertThat(refused.body())
        .contains("\"code\":406", "\"type\":\"NotAcceptable\"", "application/json, text/csv");
  }

  @Test
  void custom_attributes_and_the_request_id_come_back_with_answers_and_errors() {
    for (String body : List.of("[[1,2,3]]", "[[1,2]]")) {
      HttpResponse<String> answer =
          ask(
              "/invocations?model_name=classes",
              body,
              "X-Amzn-SageMaker-Custom-Attributes",
              "c000b4f9-df62,trace",
              "X-Request-Id",
              "r7");
      assertThat(answer.headers().firstValue("x-amzn-sagemaker-custom-attributes"))
          .hasValue("c000b4f9-df62,trace");
      assertThat(answer.headers().firstValue("x-request-id")).hasValue("r7");
    }
  }

  @Test
  void attributes_that_no_header_may_hold_never_get_here() throws IOException {
    try (Socket socket = PORT.connect()) {
      TestPort.write(
          socket,
          "POST /invocations?model_name=classes HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
              + "X-Amzn-SageMaker-Custom-Attributes: a\u007fb\r\n\r\n[[1,2,3]]");
      assertThat(TestPort.readUntil(socket, "}")).startsWith("HTTP/1.1 400 ");
    }
  }

  private static HttpResponse<String> ask(String path, String body, String... headers) {
    return PORT.send(
        PORT.to(path).headers(headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }
}
