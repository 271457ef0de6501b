package dev.soban.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.tensor.DataType;
import dev.soban.core.time.Await;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import dev.soban.server.ScriptedModel;
import dev.soban.server.http.HttpLimits;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of questions over a real connection. */
class StreamCallTest {
  private static final int AT_ONCE = 64;

  private final List<InferenceRequest> asked = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<InferenceResponse>> scripts = new CopyOnWriteArrayList<>();
  private final Served scripted =
      ScriptedModel.of(
          ScriptedModel.description(
              "scripted",
              List.of(ScriptedModel.spec("x", DataType.FP32, -1, 4)),
              List.of(ScriptedModel.spec("x", DataType.FP32, -1, 4)),
              new OutputMeaning.PlainTensors()),
          this::predict);
  private final GrpcPort port =
      new GrpcPort(
          ScriptedModel.loaded(
              ScriptedModel.echo("echo", ScriptedModel.spec("x", DataType.FP32, -1, 4)), scripted),
          new HttpLimits(4 << 20, 1 << 20));

  private CompletableFuture<InferenceResponse> predict(InferenceRequest request) {
    CompletableFuture<InferenceResponse> script = new CompletableFuture<>();
    request
        .context()
        .cancellation()
        .onCancel(() -> script.completeExceptionally(request.context().cancellation().reason()));
    CompletableFuture<InferenceResponse> home = new CompletableFuture<>();
    var _ =
        script.whenComplete(
            (response, failure) ->
                request
                    .context()
                    .home()
                    .execute(
                        () -> {
                          if (failure == null) {
                            home.complete(response);
                          } else {
                            home.completeExceptionally(failure);
                          }
                        }));
    scripts.add(script);
    asked.add(request);
    return home;
  }

  private void answer(int index) {
    InferenceRequest request = asked.get(index);
    scripts
        .get(index)
        .complete(
            new InferenceResponse(
                scripted.id(), Map.of("x", request.inputs().get("x").share()), Parameters.NONE));
  }

  @AfterEach
  void close() {
    port.expectNothingHeld();
    port.close();
  }

  /** What came back of a stream. */
  private static final class Answers
      implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    final List<ModelStreamInferResponse> all = new CopyOnWriteArrayList<>();
    final CompletableFuture<Status> end = new CompletableFuture<>();
    @Nullable ClientCallStreamObserver<ModelInferRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
      call = stream;
    }

    @Override
    public void onNext(ModelStreamInferResponse answer) {
      all.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }

    List<String> ids() {
      return all.stream().map(answer -> answer.getInferResponse().getId()).toList();
    }

    Status ended() {
      return end.orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  private static ModelInferRequest question(String model, int id) {
    return Questions.floats(model, id, 2, 3, 4).setId(Integer.toString(id)).build();
  }

  @Test
  void answers_come_in_the_order_of_the_questions() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions = port.streaming().modelStreamInfer(answers);

    IntStream.range(0, 3).forEach(i -> questions.onNext(question("scripted", i)));
    Await.until("all are asked at once", () -> asked.size() == 3);
    answer(2);
    answer(1);
    answer(0);
    questions.onCompleted();

    assertThat(answers.ended().isOk()).isTrue();
    assertThat(answers.ids()).containsExactly("0", "1", "2");
    assertThat(Questions.first(answers.all.get(2).getInferResponse())).isEqualTo(2);
    assertThat(answers.all)
        .allSatisfy(
            answer ->
                assertThat(
                        answer
                            .getInferResponse()
                            .getParametersOrThrow("triton_final_response")
                            .getBoolParam())
                    .isTrue());
  }

  @Test
  void thousands_of_questions_pass() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions = port.streaming().modelStreamInfer(answers);

    IntStream.range(0, 3_000).forEach(i -> questions.onNext(question("echo", i)));
    questions.onCompleted();

    assertThat(answers.ended().isOk()).isTrue();
    assertThat(answers.ids())
        .containsExactlyElementsOf(IntStream.range(0, 3_000).mapToObj(Integer::toString).toList());
  }

  @Test
  void large_answers_keep_their_place() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions = port.streaming().modelStreamInfer(answers);

    questions.onNext(Questions.floats("echo", new float[600_000]).setId("large").build());
    questions.onNext(question("echo", 1));
    questions.onNext(Questions.floats("echo", new float[600_000]).setId("again").build());
    questions.onNext(question("echo", 2));
    questions.onCompleted();

    assertThat(answers.ended().isOk()).isTrue();
    assertThat(answers.ids()).containsExactly("large", "1", "again", "2");
  }

  @Test
  void a_compressed_stream_is_unpacked_in_order() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions =
        port.streaming().withCompression("gzip").modelStreamInfer(answers);

    IntStream.range(0, 50).forEach(i -> questions.onNext(question("echo", i)));
    questions.onCompleted();

    assertThat(answers.ended().isOk()).isTrue();
    assertThat(answers.ids())
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(Integer::toString).toList());
  }

  @Test
  void a_question_without_an_answer_leaves_the_stream_open() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions = port.streaming().modelStreamInfer(answers);

    questions.onNext(question("nobody", 1));
    questions.onNext(question("echo", 2));
    questions.onNext(question("scripted", 3));
    Await.until("it is asked", () -> scripts.size() == 1);
    scripts.getFirst().completeExceptionally(new Overloaded("full", Duration.ofSeconds(1)));
    questions.onCompleted();

    assertThat(answers.ended().isOk()).isTrue();
    assertThat(answers.ids()).containsExactly("1", "2", "3");
    assertThat(answers.all.get(0).getErrorMessage()).startsWith("model nobody: not found");
    assertThat(answers.all.get(1).getErrorMessage()).isEmpty();
    assertThat(answers.all.get(2).getErrorMessage()).isEqualTo("full");
    assertThat(port.refusals).containsExactly("model_not_found");
  }

  @Test
  void with_real_statuses_the_first_error_ends_the_stream() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions =
        port.streaming()
            .withInterceptors(GrpcPort.sending("triton_grpc_error", "true"))
            .modelStreamInfer(answers);

    questions.onNext(question("scripted", 0));
    questions.onNext(question("nobody", 1));
    questions.onNext(question("scripted", 2));
    Await.until("all are asked", () -> asked.size() == 2);
    answer(0);

    assertThat(answers.ended().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(answers.ids()).containsExactly("0");
    Await.until(
        "what was behind is cancelled", () -> asked.get(1).context().cancellation().cancelled());
  }

  @Test
  void no_more_than_so_many_are_asked_at_once() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions = port.streaming().modelStreamInfer(answers);

    IntStream.range(0, AT_ONCE + 10).forEach(i -> questions.onNext(question("scripted", i)));
    Await.until("as many as may be", () -> asked.size() == AT_ONCE);
    answer(1);
    assertThat(asked).as("an answer that waits makes no room").hasSize(AT_ONCE);
    answer(0);
    Await.until("two more", () -> asked.size() == AT_ONCE + 2);
    IntStream.range(2, AT_ONCE + 2).forEach(this::answer);
    Await.until("all", () -> asked.size() == AT_ONCE + 10);
    IntStream.range(AT_ONCE + 2, AT_ONCE + 10).forEach(this::answer);
    questions.onCompleted();

    assertThat(answers.ended().isOk()).isTrue();
    assertThat(answers.all).hasSize(AT_ONCE + 10);
  }

  @Test
  void a_client_that_leaves_cancels_what_it_asked_and_what_waits_to_be_sent() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions = port.streaming().modelStreamInfer(answers);
    IntStream.range(0, 3).forEach(i -> questions.onNext(question("scripted", i)));
    Await.until("all are asked", () -> asked.size() == 3);
    answer(1);

    assertThat(answers.call).isNotNull();
    answers.call.cancel("gone", null);

    Await.until(
        "they are cancelled",
        () ->
            asked.get(0).context().cancellation().cancelled()
                && asked.get(2).context().cancellation().cancelled());
    port.expectNothingHeld();
  }

  @Test
  void a_server_that_drains_ends_open_streams_when_all_is_answered() {
    Answers answers = new Answers();
    StreamObserver<ModelInferRequest> questions = port.streaming().modelStreamInfer(answers);
    questions.onNext(question("scripted", 0));
    Await.until("it is asked", () -> asked.size() == 1);

    var idle = port.readiness.refuse();
    var drained = port.server.drain();
    questions.onNext(question("echo", 1));
    answer(0);

    assertThat(answers.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(answers.ids()).startsWith("0");
    assertThat(idle.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    assertThat(drained.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
  }
}
