package dev.soban.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.tensor.DataType;
import dev.soban.core.time.Await;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.server.ScriptedModel;
import dev.soban.server.http.HttpLimits;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls with one question, over a real connection. */
class SingleCallTest {
  private final List<InferenceRequest> seen = new CopyOnWriteArrayList<>();
  private final AtomicReference<CompletableFuture<InferenceResponse>> script =
      new AtomicReference<>(new CompletableFuture<>());
  private final Served scripted =
      ScriptedModel.of(
          ScriptedModel.description(
              "scripted",
              List.of(ScriptedModel.spec("x", DataType.FP32, -1, 4)),
              List.of(ScriptedModel.spec("x", DataType.FP32, -1, 4)),
              new OutputMeaning.PlainTensors()),
          request -> {
            seen.add(request);
            CompletableFuture<InferenceResponse> answer = script.get();
            request
                .context()
                .cancellation()
                .onCancel(
                    () -> answer.completeExceptionally(request.context().cancellation().reason()));
            return answer;
          });
  private final Served small =
      ScriptedModel.of(
          ScriptedModel.with(
              ScriptedModel.description(
                  "small",
                  List.of(ScriptedModel.spec("x", DataType.FP32, -1, 4)),
                  List.of(),
                  new OutputMeaning.PlainTensors()),
              new Served.Declared("", Served.Tabular.DEFAULT, 50)),
          request -> new CompletableFuture<>());
  private final GrpcPort port =
      new GrpcPort(
          ScriptedModel.loaded(
              ScriptedModel.echo("echo", ScriptedModel.spec("x", DataType.FP32, -1, 4)),
              scripted,
              small),
          new HttpLimits(4 << 20, 1 << 20));

  @AfterEach
  void close() {
    port.expectNothingHeld();
    port.close();
  }

  private StatusRuntimeException failing(PredictionException failure) {
    script.set(CompletableFuture.failedFuture(failure));
    return port.refusal(Questions.floats("scripted", 1, 2, 3, 4).build());
  }

  @Test
  void a_question_is_answered_with_its_id_and_the_model() {
    ModelInferResponse answer =
        port.client().modelInfer(Questions.floats("echo", 1, 2, 3, 4).setId("a1").build());

    assertThat(answer.getId()).isEqualTo("a1");
    assertThat(answer.getModelName()).isEqualTo("echo");
    assertThat(answer.getModelVersion()).isEqualTo("1");
    assertThat(answer.getOutputs(0).getName()).isEqualTo("x");
    assertThat(Questions.first(answer)).isEqualTo(1);
  }

  @Test
  void large_tensors_pass_both_ways_beside_the_event_loop() {
    float[] values = new float[900_000];
    values[0] = 7;

    ModelInferResponse answer = port.client().modelInfer(Questions.floats("echo", values).build());

    assertThat(answer.getRawOutputContents(0).size()).isEqualTo(3_600_000);
    assertThat(Questions.first(answer)).isEqualTo(7);
  }

  @Test
  void a_compressed_question_is_unpacked() {
    ModelInferResponse answer =
        port.client()
            .withCompression("gzip")
            .modelInfer(Questions.floats("echo", new float[4_000]).build());

    assertThat(answer.getRawOutputContents(0).size()).isEqualTo(16_000);
  }

  @Test
  void every_answer_names_its_request_and_passes_the_trace_on() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();

    var _ =
        port.client()
            .withInterceptors(
                GrpcPort.sending("x-request-id", "mine-1", "traceparent", trace),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
            .modelInfer(Questions.floats("echo", 1, 2, 3, 4).build());

    assertThat(headers.get().get(GrpcPort.key("x-request-id"))).isEqualTo("mine-1");
    assertThat(headers.get().get(GrpcPort.key("traceparent"))).isEqualTo(trace);
    StatusRuntimeException refused =
        port.refusal(ModelInferRequest.newBuilder().setModelName("nobody").build());
    assertThat(GrpcPort.trailer(refused, "x-request-id")).isNotBlank();
  }

  @Test
  void a_model_that_is_not_there_is_not_found() {
    StatusRuntimeException refused = port.refusal(Questions.floats("nobody").build());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refused.getStatus().getDescription()).startsWith("model nobody: not found");
    assertThat(port.refusals).containsExactly("model_not_found");
  }

  @Test
  void a_wrong_message_is_an_invalid_argument_with_its_place() {
    StatusRuntimeException refused =
        port.refusal(
            Questions.floats("echo", 1, 2, 3, 4)
                .setRawInputContents(0, ByteString.copyFrom(new byte[3]))
                .build());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("raw_input_contents[0]: size 3 (expected: 16 for FP32[1,4])");
  }

  @Test
  void bytes_that_are_no_message_are_an_invalid_argument() {
    StatusRuntimeException refused = raw(new byte[] {10, 100, 1});

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("message: it ends within a field (expected: a message in protocol buffers)");
  }

  private StatusRuntimeException raw(byte[] message) {
    MethodDescriptor.Marshaller<byte[]> asIs =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.newBuilder(asIs, asIs)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("inference.GRPCInferenceService/ModelInfer")
            .build();
    try {
      byte[] answer =
          ClientCalls.blockingUnaryCall(port.channel, method, CallOptions.DEFAULT, message);
      throw new AssertionError("answered with " + answer.length + " bytes");
    } catch (StatusRuntimeException refused) {
      return refused;
    }
  }

  @Test
  void a_refusal_says_when_to_come_back() {
    StatusRuntimeException refused = failing(new Overloaded("full", Duration.ofMillis(250)));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(GrpcPort.trailer(refused, "retry-after-ms")).isEqualTo("250");
    assertThat(port.refusals).as("the stack counts its own").isEmpty();
  }

  @Test
  void failures_have_the_statuses_of_the_table() {
    assertThat(failing(new EngineFailed("broke", null)).getStatus().getCode())
        .isEqualTo(Status.Code.INTERNAL);
    assertThat(failing(new DeadlineExceeded("late")).getStatus().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(failing(new PredictionException.Conflict("newer")).getStatus().getCode())
        .isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(failing(new PredictionException.Unavailable("drains")).getStatus().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failing(new PredictionException.Unsupported("no")).getStatus().getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void a_long_reason_still_fits_into_the_metadata() {
    StatusRuntimeException refused =
        failing(new PredictionException.InvalidInput("가".repeat(20_000)));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription()).hasSizeLessThan(1_100).endsWith("…");
  }

  @Test
  void a_message_over_the_limit_is_told_in_the_words_of_http() {
    StatusRuntimeException refused =
        port.refusal(Questions.floats("echo", new float[2_000_000]).build());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo(
            "body: too large (expected: at most 4194304 bytes);"
                + " see limits.max_body_size of the server");
    assertThat(port.refusals).containsExactly("input_too_large");
    assertThat(port.server.snapshot().rejectedRequests()).isEqualTo(1);
  }

  @Test
  void what_unpacks_to_more_than_the_limit_is_refused_too() {
    assertThatThrownBy(
            () ->
                port.client()
                    .withCompression("gzip")
                    .modelInfer(Questions.floats("echo", new float[2_000_000]).build()))
        .hasMessageContaining("RESOURCE_EXHAUSTED")
        .hasMessageEndingWith("see limits.max_body_size of the server");
  }

  @Test
  void a_models_own_limit_is_named() {
    StatusRuntimeException refused = port.refusal(Questions.floats("small", new float[16]).build());

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo(
            "body: too large (expected: at most 50 bytes); see limits.max_request_size of model"
                + " small");
  }

  @Test
  void the_shortest_deadline_counts() {
    script.set(CompletableFuture.failedFuture(new Cancelled("enough")));
    ModelInferRequest plain = Questions.floats("scripted", 1, 2, 3, 4).build();
    ModelInferRequest brief =
        plain.toBuilder()
            .putParameters("timeout", InferParameter.newBuilder().setInt64Param(1_000_000).build())
            .build();

    ask(plain, 20);
    ask(brief, 20);
    ask(brief.toBuilder().clearParameters().build(), 5);

    assertThat(timeout(0)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
    assertThat(timeout(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(timeout(2)).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  private void ask(ModelInferRequest request, int deadlineSeconds) {
    assertThatThrownBy(
            () ->
                port.client()
                    .withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS)
                    .modelInfer(request))
        .isInstanceOf(StatusRuntimeException.class);
  }

  private Duration timeout(int index) {
    return seen.get(index).context().deadline().timeout();
  }

  @Test
  void a_call_that_is_cancelled_cancels_its_request() {
    ClientCall<ModelInferRequest, ModelInferResponse> call =
        port.channel.newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), CallOptions.DEFAULT);
    var answer =
        ClientCalls.futureUnaryCall(call, Questions.floats("scripted", 1, 2, 3, 4).build());
    Await.until("it is asked", () -> seen.size() == 1);

    answer.cancel(true);

    Await.until("it is cancelled", () -> seen.getFirst().context().cancellation().cancelled());
    assertThat(seen.getFirst().context().cancellation().reason()).isInstanceOf(Cancelled.class);
  }

  @Test
  void a_callers_deadline_ends_the_request_as_late() {
    ask(Questions.floats("scripted", 1, 2, 3, 4).build(), 1);

    Await.until("it is ended", () -> seen.getFirst().context().cancellation().cancelled());
    assertThat(seen.getFirst().context().cancellation().reason())
        .isInstanceOf(DeadlineExceeded.class);
  }

  @Test
  void while_the_server_drains_it_takes_nothing_new_and_ends_what_runs() {
    var running =
        ClientCalls.futureUnaryCall(
            port.channel.newCall(
                GRPCInferenceServiceGrpc.getModelInferMethod(), CallOptions.DEFAULT),
            Questions.floats("scripted", 1, 2, 3, 4).build());
    Await.until("it is asked", () -> seen.size() == 1);
    var idle = port.readiness.refuse();

    StatusRuntimeException refused = port.refusal(Questions.floats("echo", 1, 2, 3, 4).build());
    assertThat(idle.toCompletableFuture()).isNotDone();
    script.get().complete(new InferenceResponse(scripted.id(), Map.of(), Parameters.NONE));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(GrpcPort.trailer(refused, "retry-after-ms")).isEqualTo("1000");
    assertThat(running).succeedsWithin(Duration.ofSeconds(10));
    assertThat(idle.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    assertThat(port.server.drain().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void calls_and_bytes_are_counted() {
    var _ = port.client().modelInfer(Questions.floats("echo", 1, 2, 3, 4).build());

    assertThat(port.server.snapshot().requests()).isEqualTo(1);
    assertThat(port.server.snapshot().openConnections()).isEqualTo(1);
    assertThat(port.server.snapshot().acceptedConnections()).isEqualTo(1);
    assertThat(port.server.snapshot().receivedBytes()).isGreaterThan(16);
    assertThat(port.server.snapshot().sentBytes()).isGreaterThan(16);
    assertThat(port.server.snapshot().refusedConnections()).isZero();
  }
}
