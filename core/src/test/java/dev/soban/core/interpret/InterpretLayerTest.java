package dev.soban.core.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InterpretLayerTest {
  private static final ModelVersion MODEL = new ModelVersion("m", "1");
  private static final Signature SIGNATURE =
      new Signature(
          List.of(longs("x", -1)), List.of(longs("y", -1, 2), longs("sum", -1), longs("z", -1)));

  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();
  private final Deque<Runnable> computing = new ArrayDeque<>();
  private final Deque<Runnable> home = new ArrayDeque<>();
  private final List<InferenceRequest> asked = new ArrayList<>();
  private final SumReader reader = new SumReader();
  private final Cancellation cancellation = new Cancellation();

  @Test
  void rows_are_read_into_what_is_served_instead() {
    try (InferenceResponse answer = answered(List.of(), frames(3, 5))) {
      assertThat(answer.outputs()).containsOnlyKeys("sum");
      assertThat(answer.outputs().get("sum").shape()).isEqualTo(Shape.of(2, 1));
      assertThat(longs(answer, "sum")).containsExactly(3 * (10 + 20), 5 * (11 + 21));
    }
  }

  @Test
  void rows_that_came_as_they_are_have_no_frame() {
    try (InferenceResponse answer = answered(List.of(), List.of())) {
      assertThat(longs(answer, "sum")).containsExactly(30, 32);
    }
  }

  @Test
  void extras_and_the_models_own_outputs_are_had_by_name() {
    List<String> wanted = List.of("width", "raw_sum", "sum", "y");
    try (InferenceResponse answer = answered(wanted, frames(3, 5))) {
      assertThat(answer.outputs().keySet()).containsExactlyElementsOf(wanted);
      assertThat(longs(answer, "width")).containsExactly(3, 5);
      assertThat(longs(answer, "raw_sum")).containsExactly(-1, -1);
      assertThat(longs(answer, "y")).containsExactly(10, 20, 11, 21);
    }
  }

  @Test
  void the_model_is_asked_for_what_is_needed() {
    answered(List.of(), List.of()).close();
    answered(List.of("z"), List.of()).close();
    answered(List.of("z", "raw_sum", "sum"), List.of()).close();

    assertThat(asked)
        .extracting(InferenceRequest::outputs)
        .containsExactly(List.of("y"), List.of("z"), List.of());
  }

  @Test
  void nothing_is_read_for_who_wants_only_the_models_own() {
    answered(List.of("z", "raw_sum"), List.of()).close();

    assertThat(reader.rows).isZero();
  }

  @Test
  void rows_are_read_where_there_is_computing_and_the_answer_comes_home() {
    CompletableFuture<InferenceResponse> answer = predict(List.of(), List.of());

    assertThat(reader.rows).isZero();
    computing.removeFirst().run();
    assertThat(reader.rows).isEqualTo(2);
    assertThat(answer).isNotDone();
    home.removeFirst().run();
    answer.join().close();
  }

  @Test
  void reading_counts_as_handing_out_the_result() {
    reader.takes = Duration.ofMillis(3);

    answered(List.of(), List.of()).close();

    assertThat(asked.getFirst().context().timings().nanos(Phase.SCATTER)).isEqualTo(6_000_000);
  }

  @Test
  void a_failure_comes_home() {
    CompletableFuture<InferenceResponse> answer =
        predict(
            request -> {
              CompletableFuture<InferenceResponse> failed = new CompletableFuture<>();
              Homecoming.run(
                  request.context().home(),
                  () ->
                      failed.completeExceptionally(
                          new Overloaded("too much", Duration.ofSeconds(1))));
              return failed;
            },
            List.of(),
            List.of());
    computing.removeFirst().run();

    assertThat(answer).isNotDone();
    home.removeFirst().run();
    assertThat(failure(answer)).isInstanceOf(Overloaded.class).hasMessage("too much");
  }

  @Test
  void what_cannot_be_read_is_the_models_failure_and_holds_nothing() {
    reader.refusal = new EngineFailed("output y: odd", null);

    CompletableFuture<InferenceResponse> answer = predict(List.of(), List.of());
    runAll();

    assertThat(failure(answer)).isInstanceOf(EngineFailed.class).hasMessage("output y: odd");
    memory.assertNoneHeld();
  }

  @Test
  void nothing_is_read_when_nobody_waits_any_more() {
    CompletableFuture<InferenceResponse> answer = predict(List.of(), List.of());
    cancellation.cancel(new Cancelled("gone"));
    runAll();

    assertThat(failure(answer)).isInstanceOf(Cancelled.class);
    assertThat(reader.rows).isZero();
  }

  @Test
  void clients_see_what_is_served_and_may_name_the_rest() {
    OfferedOutputs offered = new OfferedOutputs(reader, SIGNATURE);

    assertThat(offered.served().outputs()).containsExactly(longs("sum", -1, 1));
    assertThat(offered.known().outputs())
        .extracting(TensorSpec::name)
        .containsExactly("sum", "width", "raw_sum", "y", "z");
    assertThat(offered.known().inputs()).isEqualTo(SIGNATURE.inputs());
  }

  private static TensorSpec longs(String name, long... dims) {
    return new TensorSpec(name, DataType.INT64, Shape.of(dims));
  }

  private static List<PictureFrame> frames(int... widths) {
    List<PictureFrame> frames = new ArrayList<>();
    for (int width : widths) {
      frames.add(new PictureFrame.AsSent(width, 1));
    }
    return frames;
  }

  private static long[] longs(InferenceResponse answer, String name) {
    return TestTensors.longs(answer.outputs().get(name));
  }

  private static PredictionException failure(CompletableFuture<InferenceResponse> answer) {
    return Failures.of(answer.exceptionNow());
  }

  private InferenceResponse answered(List<String> wanted, List<PictureFrame> frames) {
    CompletableFuture<InferenceResponse> answer = predict(wanted, frames);
    runAll();
    return answer.join();
  }

  private void runAll() {
    while (!computing.isEmpty() || !home.isEmpty()) {
      (computing.isEmpty() ? home : computing).removeFirst().run();
    }
  }

  private CompletableFuture<InferenceResponse> predict(
      List<String> wanted, List<PictureFrame> frames) {
    return predict(this::model, wanted, frames);
  }

  private CompletableFuture<InferenceResponse> predict(
      Predictor model, List<String> wanted, List<PictureFrame> frames) {
    TestRequests request =
        TestRequests.request(ticker).home(home::addLast).cancellation(cancellation);
    wanted.forEach(request::output);
    return new InterpretLayer(reader, SIGNATURE, computing::addLast, memory.pool(), ticker)
        .around(model)
        .predict(request.build().withFrames(frames))
        .toCompletableFuture();
  }

  /** Answers at the request's home, as the batcher does, with what is asked for. */
  private CompletionStage<InferenceResponse> model(InferenceRequest request) {
    asked.add(request);
    CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();
    Homecoming.run(
        request.context().home(),
        () ->
            answer.complete(
                new InferenceResponse(MODEL, outputs(request.outputs()), Parameters.NONE)));
    return answer;
  }

  private Map<String, Tensor> outputs(List<String> wanted) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("y", TestTensors.longs(memory.pool(), Shape.of(2, 2), 10, 20, 11, 21));
    all.put("sum", TestTensors.longs(memory.pool(), Shape.of(2), -1, -1));
    all.put("z", TestTensors.longs(memory.pool(), Shape.of(2), 0, 0));
    if (!wanted.isEmpty()) {
      all.forEach(
          (name, tensor) -> {
            if (!wanted.contains(name)) {
              tensor.close();
            }
          });
      all.keySet().retainAll(wanted);
    }
    return all;
  }

  /** Adds up two numbers and multiplies them by the width of the frame. */
  private final class SumReader implements RowReader {
    private int rows;
    private Duration takes = Duration.ZERO;
    private @Nullable RuntimeException refusal;

    @Override
    public List<TensorSpec> served() {
      return List.of(longs("sum", -1, 1));
    }

    @Override
    public List<TensorSpec> extras() {
      return List.of(longs("width", -1));
    }

    @Override
    public List<String> reads() {
      return List.of("y");
    }

    @Override
    public void read(
        List<MemorySegment> outputs, @Nullable PictureFrame frame, List<MemorySegment> targets) {
      rows++;
      ticker.advance(takes);
      if (refusal != null) {
        throw refusal;
      }
      long width = frame == null ? 1 : frame.sourceWidth();
      long sum = at(outputs.getFirst(), 0) + at(outputs.getFirst(), 8);
      targets.getFirst().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, sum * width);
      targets.getLast().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, width);
    }

    private static long at(MemorySegment memory, long offset) {
      return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    }
  }
}
