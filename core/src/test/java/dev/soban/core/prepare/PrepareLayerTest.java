package dev.soban.core.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.prepare.PrepareLayer.DecodePool;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.Await;
import dev.soban.core.time.ManualTicker;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PrepareLayerTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();
  private final StepExecutor steps = new StepExecutor();
  private final List<String> decoded = new CopyOnWriteArrayList<>();
  private final List<InferenceRequest> passedOn = new CopyOnWriteArrayList<>();
  private Executor home = Runnable::run;

  @Test
  void one_file_becomes_one_row() {
    var answer = predict(echo(), 2, "7");
    steps.runAll();

    assertThat(rows(answer)).containsExactly(7);
    assertThat(passedOn.getFirst().inputs().get("x").shape()).isEqualTo(Shape.of(1));
  }

  @Test
  void no_file_at_all_is_refused() {
    var answer = predict(echo(), 2);

    assertThat(Failures.of(answer.exceptionNow()))
        .isInstanceOf(InvalidInput.class)
        .hasMessage("elements: 0 (expected: at least 1)");
  }

  @Test
  void several_files_become_rows_in_their_order() {
    var answer = predict(echo(), 2, "7", "8", "9");
    steps.runAll();

    assertThat(rows(answer)).containsExactly(7, 8, 9);
  }

  @Test
  void each_row_goes_on_with_its_frame() {
    var answer = predict(echo(), 2, "7", "88");
    steps.runAll();

    assertThat(passedOn.getFirst().frames())
        .extracting(PictureFrame::sourceWidth)
        .containsExactly(1, 2);
    rows(answer);
  }

  @Test
  void a_finished_tensor_passes_untouched() {
    try (Tensor input = TestTensors.longs(memory.pool(), Shape.of(2), 1, 2)) {
      var answer =
          layer(echo(), 2).predict(TestRequests.of(ticker, "x", input)).toCompletableFuture();
      assertThat(rows(answer)).containsExactly(1, 2);
      assertThat(decoded).isEmpty();
    }
  }

  @Test
  void a_file_whose_head_is_wrong_is_refused_before_anything_is_decoded() {
    var answer = predict(echo(), 2, "7", "bad head");

    assertThat(Failures.of(answer.exceptionNow()))
        .isInstanceOf(InvalidInput.class)
        .hasMessage("element 1: not a number");
    assertThat(decoded).isEmpty();
  }

  @Test
  void a_lone_file_is_not_numbered() {
    var answer = predict(echo(), 2, "bad head");

    assertThat(Failures.of(answer.exceptionNow())).hasMessage("not a number");
  }

  @Test
  void a_file_that_breaks_while_decoding_fails_the_request_with_its_number() {
    var answer = predict(echo(), 2, "7", "8", "bad body");
    steps.runAll();

    assertThat(Failures.of(answer.exceptionNow()))
        .isInstanceOf(InvalidInput.class)
        .hasMessage("element 2: broken");
    assertThat(passedOn).isEmpty();
  }

  @Test
  void a_decoder_that_throws_what_it_should_not_is_an_engine_failure() {
    var answer = predict(echo(), 2, "crash");
    steps.runAll();

    assertThat(Failures.of(answer.exceptionNow()))
        .isInstanceOf(PredictionException.EngineFailed.class);
  }

  @Test
  void a_pool_that_takes_no_more_refuses_the_request() {
    steps.refuse();
    var answer = predict(echo(), 3, "1", "2", "3");

    assertThat(Failures.of(answer.exceptionNow()))
        .isInstanceOf(PredictionException.Overloaded.class);
    assertThat(decoded).isEmpty();
  }

  @Test
  void a_request_once_begun_is_decoded_to_its_end_though_the_pool_takes_no_more() {
    var answer = predict(echo(), 2, "1", "2", "3", "4");
    steps.refuse();

    steps.runAll();

    assertThat(rows(answer)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_cancelled_request_stops_decoding() {
    Cancellation cancellation = new Cancellation();
    var answer = predict(echo(), 1, cancellation, "1", "2", "3");
    steps.runOne();

    cancellation.cancel(new PredictionException.Cancelled("gone"));
    steps.runAll();

    assertThat(answer.exceptionNow()).hasMessage("gone");
    assertThat(decoded).containsExactly("1");
    assertThat(passedOn).isEmpty();
  }

  @Test
  void other_inputs_outlive_a_caller_that_gave_up_while_files_were_decoded() {
    Cancellation cancellation = new Cancellation();
    List<Long> read = new ArrayList<>();
    Predictor below =
        request -> {
          Tensor other = request.inputs().get("y").share();
          read.add(TestTensors.longs(other)[0]);
          other.close();
          return CompletableFuture.failedFuture(new PredictionException.Cancelled("gone"));
        };
    Tensor files = TestTensors.strings(memory.pool(), "1");
    Tensor other = TestTensors.longs(memory.pool(), Shape.of(1), 5);
    var answer =
        layer(below, 1)
            .predict(
                TestRequests.request(ticker)
                    .input("x", files)
                    .input("y", other)
                    .cancellation(cancellation)
                    .build())
            .toCompletableFuture();
    files.close();
    other.close();

    steps.runAll();

    assertThat(read).containsExactly(5L);
    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void a_refusal_below_comes_home_and_not_on_the_decoding_thread() throws Exception {
    try (ExecutorService pool = Executors.newSingleThreadExecutor();
        ExecutorService homeThread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "home"))) {
      home = homeThread;
      Predictor refusing =
          request ->
              CompletableFuture.failedFuture(new PredictionException.Unavailable("draining"));
      try (Tensor files = TestTensors.strings(memory.pool(), "1")) {
        InferenceRequest request =
            TestRequests.request(ticker).input("x", files).home(home).build();
        CompletableFuture<String> thread = new CompletableFuture<>();
        var _ =
            layer(refusing, 1)
                .predict(request)
                .whenComplete(
                    (response, failure) -> thread.complete(Thread.currentThread().getName()));
        pool.execute(steps::runAll);
        assertThat(thread.get(20, TimeUnit.SECONDS)).isEqualTo("home");
      }
    }
  }

  @Test
  void a_predictor_below_that_throws_still_answers() {
    var answer =
        predict(
            request -> {
              throw new PredictionException.Unavailable("thrown");
            },
            1,
            "1");
    steps.runAll();

    assertThat(answer.exceptionNow()).hasMessage("thrown");
  }

  @Test
  void file_counts_that_disagree_with_the_shape_are_refused() {
    try (Tensor two = TestTensors.strings(memory.pool(), "1", "2");
        Tensor lying = Tensor.of(DataType.BYTES, Shape.of(3), slabOf(two), two.sizeBytes())) {
      var answer =
          layer(echo(), 1).predict(TestRequests.of(ticker, "x", lying)).toCompletableFuture();
      assertThat(Failures.of(answer.exceptionNow())).isInstanceOf(InvalidInput.class);
    }
  }

  private Slab slabOf(Tensor tensor) {
    var slab = memory.pool().allocate(tensor.sizeBytes());
    MemorySegment.copy(tensor.data(), 0, slab.memory(), 0, tensor.sizeBytes());
    return slab;
  }

  @Test
  void threads_decode_side_by_side() throws Exception {
    String[] files = new String[200];
    for (int i = 0; i < files.length; i++) {
      files[i] = Integer.toString(i);
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(3);
        Tensor input = TestTensors.strings(memory.pool(), files)) {
      var answer =
          layer(new DecodePool(pool, 3), echo())
              .predict(TestRequests.of(ticker, "x", input))
              .toCompletableFuture();
      Await.until("decoded", answer::isDone);
      assertThat(rows(answer)).hasSize(200).isSorted();
    }
  }

  private Predictor echo() {
    return request -> {
      passedOn.add(request);
      return CompletableFuture.completedFuture(
          new InferenceResponse(
              new ModelVersion("m", "1"),
              Map.of("x", request.inputs().get("x").share()),
              Parameters.NONE));
    };
  }

  private Predictor layer(Predictor next, int width) {
    return layer(new DecodePool(steps, width), next);
  }

  private Predictor layer(DecodePool pool, Predictor next) {
    return new PrepareLayer(
            new NumberDecoder(decoded),
            new DecodeLine(pool, Bounds.NONE, ticker),
            memory.pool(),
            ticker)
        .around(next);
  }

  private CompletableFuture<InferenceResponse> predict(Predictor next, int width, String... files) {
    return predict(next, width, new Cancellation(), files);
  }

  private CompletableFuture<InferenceResponse> predict(
      Predictor next, int width, Cancellation cancellation, String... files) {
    try (Tensor input = TestTensors.strings(memory.pool(), files)) {
      return layer(next, width)
          .predict(
              TestRequests.request(ticker)
                  .input("x", input)
                  .cancellation(cancellation)
                  .home(home)
                  .build())
          .toCompletableFuture();
    }
  }

  private static long[] rows(CompletableFuture<InferenceResponse> answer) {
    try (InferenceResponse response = answer.getNow(null)) {
      return TestTensors.longs(response.outputs().get("x"));
    }
  }
}
