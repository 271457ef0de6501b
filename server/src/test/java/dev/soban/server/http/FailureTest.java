package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.deadline.DeadlineLayer;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.readiness.Health;
import dev.soban.core.lifecycle.readiness.Vitals;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.tensor.DataType;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.WheelTimer;
import dev.soban.server.ScriptedModel;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.Status;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";
  private static final String INFER = "/v2/models/m/infer";

  record Case(PredictionException failure, int http, int grpc) {}

  static List<Case> everyFailure() {
    return List.of(
        new Case(new PredictionException.InvalidInput("why"), 400, 3),
        new Case(new PredictionException.InputTooLarge("why"), 413, 8),
        new Case(new PredictionException.ModelNotFound("why"), 404, 5),
        new Case(new PredictionException.ModelNotReady("why"), 503, 14),
        new Case(new PredictionException.Conflict("why"), 409, 6),
        new Case(new PredictionException.Unsupported("why"), 501, 12),
        new Case(new PredictionException.Overloaded("why", Duration.ofMillis(1500)), 429, 8),
        new Case(new PredictionException.Unavailable("why"), 503, 14),
        new Case(new PredictionException.DeadlineExceeded("why"), 504, 4),
        new Case(new PredictionException.Cancelled("why"), 499, 1),
        new Case(new PredictionException.EngineFailed("why", null), 500, 13));
  }

  @ParameterizedTest
  @MethodSource("everyFailure")
  void every_failure_has_its_status(Case expected) {
    Predictor failing = request -> CompletableFuture.failedFuture(expected.failure());

    try (TestPort port = new TestPort(ScriptedModel.loaded(model(failing)))) {
      HttpResponse<String> answer = port.post(INFER, BODY);
      assertThat(answer.statusCode()).isEqualTo(expected.http());
      assertThat(answer.body()).isEqualTo("{\"error\":\"why\"}");
      assertThat(answer.headers().firstValue("retry-after").orElse("none"))
          .isEqualTo(
              switch (expected.http()) {
                case 429 -> "2";
                case 503 ->
                    expected.failure() instanceof PredictionException.Unavailable ? "1" : "none";
                default -> "none";
              });
      assertThat(Status.of(expected.failure()).grpc()).isEqualTo(expected.grpc());
      port.endWithNothingHeld();
    }
  }

  @Test
  void a_model_that_will_be_back_says_when() {
    Predictor failing =
        request ->
            CompletableFuture.failedFuture(
                new PredictionException.ModelNotReady("why", Duration.ofMillis(1500)));

    try (TestPort port = new TestPort(ScriptedModel.loaded(model(failing)))) {
      assertThat(port.post(INFER, BODY).headers().firstValue("retry-after")).contains("2");
    }
  }

  @Test
  void a_model_in_trouble_is_not_ready_and_still_answers() {
    Health health = new Health(Duration.ZERO, 0);
    Served served =
        model(request -> CompletableFuture.failedFuture(new PredictionException.Conflict("mine")))
            .with(new Vitals(health, Optional.empty()));
    LoadedModels models = ScriptedModel.loaded(served);

    try (TestPort port = new TestPort(models)) {
      assertThat(port.get("/v2/models/m/ready").statusCode()).isEqualTo(200);
      health.hung();

      HttpResponse<String> unready = port.get("/v2/models/m/ready");
      assertThat(unready.statusCode()).isEqualTo(503);
      assertThat(unready.body())
          .isEqualTo("{\"name\":\"m\",\"ready\":false,\"error\":\"a run of the engine hangs\"}");
      assertThat(port.post(INFER, BODY).statusCode()).isEqualTo(409);
    }
    Readiness readiness = new Readiness(models::answer);
    readiness.becomeReady();
    assertThat(readiness.ready()).isFalse();
  }

  @Test
  void a_foreign_exception_is_a_500_of_our_own_words() {
    Predictor failing =
        request -> CompletableFuture.failedFuture(new IllegalStateException("inner"));

    try (TestPort port = new TestPort(ScriptedModel.loaded(model(failing)))) {
      HttpResponse<String> answer = port.post("/predictions/m", "[1,2]");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("\"type\":\"EngineFailed\"").doesNotContain("\tat ");
    }
  }

  @Test
  void a_client_that_hangs_up_cancels_its_request() throws Exception {
    BlockingQueue<InferenceRequest> received = new LinkedBlockingQueue<>();
    Predictor hanging = request -> cancellable(request, received);

    try (TestPort port = new TestPort(ScriptedModel.loaded(model(hanging)))) {
      CountDownLatch cancelled = new CountDownLatch(1);
      try (Socket socket = port.connect()) {
        TestPort.write(socket, request(BODY));
        InferenceRequest request = received.poll(10, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        request.context().cancellation().onCancel(cancelled::countDown);
      }
      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
      port.endWithNothingHeld();
    }
  }

  @Test
  void a_deadline_from_header_or_parameter_ends_in_504() {
    try (WheelTimer timer = new WheelTimer(Ticker.system(), 1_000_000).start()) {
      Predictor hanging =
          new DeadlineLayer(Duration.ofSeconds(60), Ticker.system(), timer)
              .around(request -> new CompletableFuture<>());
      try (TestPort port = new TestPort(ScriptedModel.loaded(model(hanging)))) {
        HttpResponse<String> byHeader =
            port.send(
                port.to(INFER)
                    .header("X-Request-Timeout", "20ms")
                    .POST(HttpRequest.BodyPublishers.ofString(BODY))
                    .build());
        HttpResponse<String> byParameter =
            port.post(
                INFER, BODY.replace("{\"inputs", "{\"parameters\":{\"timeout\":20000},\"inputs"));

        assertThat(byHeader.statusCode()).isEqualTo(504);
        assertThat(byHeader.body()).contains("no answer within 20 ms");
        assertThat(byParameter.statusCode()).isEqualTo(504);
      }
    }
  }

  @Test
  void a_timeout_or_priority_that_makes_no_sense_is_refused() {
    try (TestPort port = new TestPort(ScriptedModel.loaded(model(FailureTest::echo)))) {
      for (String timeout : List.of("soon", "0", "-1", "1m", "NaN", "1e3")) {
        HttpResponse<String> answer =
            port.send(
                port.to(INFER)
                    .header("X-Request-Timeout", timeout)
                    .POST(HttpRequest.BodyPublishers.ofString(BODY))
                    .build());
        assertThat(answer.body()).contains("X-Request-Timeout: " + timeout + " (expected: 250ms");
      }
      HttpResponse<String> priority =
          port.send(
              port.to(INFER)
                  .header("X-Soban-Priority", "high")
                  .POST(HttpRequest.BodyPublishers.ofString(BODY))
                  .build());
      assertThat(priority.statusCode()).isEqualTo(400);
      port.endWithNothingHeld();
    }
  }

  @Test
  void pipelined_requests_are_answered_in_their_order() throws IOException {
    try (TestPort port = new TestPort(ScriptedModel.loaded(model(FailureTest::echo)));
        Socket socket = port.connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        requests.append(request(BODY.replace("{\"inputs", "{\"id\":\"n" + i + "\",\"inputs")));
      }
      TestPort.write(socket, requests.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(TestPort.readUntil(socket, "]}]}")).contains("{\"id\":\"n" + i + "\",");
      }
    }
  }

  private static String request(String body) {
    return "POST "
        + INFER
        + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static CompletableFuture<InferenceResponse> cancellable(
      InferenceRequest request, BlockingQueue<InferenceRequest> received) {
    CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();
    request
        .context()
        .cancellation()
        .onCancel(() -> answer.completeExceptionally(request.context().cancellation().reason()));
    received.add(request);
    return answer;
  }

  private static CompletableFuture<InferenceResponse> echo(InferenceRequest request) {
    return CompletableFuture.completedFuture(
        new InferenceResponse(
            new ModelVersion("m", "1"),
            Map.of("x", request.inputs().get("x").share()),
            Parameters.NONE));
  }

  private static Served model(Predictor predictor) {
    var spec = List.of(ScriptedModel.spec("x", DataType.FP32, -1, 2));
    return ScriptedModel.of(
        ScriptedModel.description("m", spec, spec, new OutputMeaning.PlainTensors()), predictor);
  }
}
