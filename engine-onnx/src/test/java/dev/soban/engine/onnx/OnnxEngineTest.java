package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.engine.onnx.graph.TinyModel;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEngineTest {
  @TempDir Path folder;

  @Test
  void answers_the_same_whether_outputs_are_pinned_or_not() throws Exception {
    try (Loaded model = Loaded.of(folder, TinyModel.one("Relu", TinyModel.FLOAT, -1, 2))) {
      for (int run = 0; run < 3; run++) {
        try (Tensor x = Tensors.floats(model.pool(), Shape.of(2, 2), -1, 2, -3, 4 + run);
            BatchResult result = model.run(Map.of("x", x))) {
          assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of(2, 2));
          assertThat(Tensors.floats(result.outputs().get("y"))).containsExactly(0, 2, 0, 4 + run);
        }
      }
    }
  }

  @Test
  void shapes_that_depend_on_values_are_never_guessed_wrong() throws Exception {
    byte[] bytes =
        TinyModel.opset(13)
            .input("x", TinyModel.FLOAT, -1)
            .output("y", TinyModel.INT64, 1, -2)
            .node("NonZero", "x", "y")
            .bytes();
    try (Loaded model = Loaded.of(folder, bytes)) {
      assertThat(nonZero(model, 1, 0, 1)).containsExactly(0, 2);
      assertThat(nonZero(model, 1, 1, 1)).containsExactly(0, 1, 2);
      assertThat(nonZero(model, 0, 0, 0)).isEmpty();
      assertThat(nonZero(model, 0, 1, 0)).containsExactly(1);
    }
  }

  private static long[] nonZero(Loaded model, float... values) throws EngineException {
    try (Tensor x = Tensors.floats(model.pool(), Shape.of(values.length), values);
        BatchResult result = model.run(Map.of("x", x))) {
      Tensor y = result.outputs().get("y");
      assertThat(y.shape().dim(1)).isEqualTo(y.sizeBytes() / 8);
      return Tensors.longs(y);
    }
  }

  @Test
  void branch_outputs_of_varying_shape_are_never_guessed_wrong() throws Exception {
    byte[] bytes = branches();

    try (Loaded model = Loaded.of(folder, bytes)) {
      for (boolean which : new boolean[] {true, true, false, false, true}) {
        try (Tensor c =
                Tensors.of(
                    model.pool(),
                    DataType.BOOL,
                    Shape.of(),
                    MemorySegment.ofArray(new byte[] {(byte) (which ? 1 : 0)}));
            BatchResult result = model.run(Map.of("c", c))) {
          assertThat(Tensors.floats(result.outputs().get("y")))
              .containsExactly(which ? new float[] {1, 2} : new float[] {3, 4, 5});
        }
      }
    }
  }

  /** Two constants of different length, one of which a boolean chooses. */
  private static byte[] branches() {
    byte[] yes = constantBranch("a", new float[] {1, 2});
    byte[] no = constantBranch("b", new float[] {3, 4, 5});
    return TinyModel.opset(13)
        .input("c", TinyModel.BOOL)
        .output("y", TinyModel.FLOAT, -1)
        .node(
            "If",
            "c",
            "y",
            TinyModel.join(
                TinyModel.text(1, "then_branch"),
                TinyModel.message(6, yes),
                TinyModel.number(20, 5)),
            TinyModel.join(
                TinyModel.text(1, "else_branch"),
                TinyModel.message(6, no),
                TinyModel.number(20, 5)))
        .bytes();
  }

  private static byte[] constantBranch(String output, float[] values) {
    byte[] value =
        TinyModel.join(
            TinyModel.text(1, "value"),
            TinyModel.message(5, TinyModel.floats("k", new long[] {values.length}, values)),
            TinyModel.number(20, 4));
    return TinyModel.join(
        TinyModel.text(2, "branch"),
        TinyModel.message(1, TinyModel.nodeFields("", "Constant", "", output, value)),
        TinyModel.message(12, TinyModel.text(1, output)));
  }

  @Test
  void an_output_that_is_an_input_passes_through() throws Exception {
    byte[] bytes =
        TinyModel.opset(13)
            .input("x", TinyModel.FLOAT, 3)
            .output("x", TinyModel.FLOAT, 3)
            .output("y", TinyModel.FLOAT, 3)
            .node("Relu", "x", "y")
            .bytes();
    try (Loaded model = Loaded.of(folder, bytes)) {
      for (int run = 0; run < 2; run++) {
        try (Tensor x = Tensors.floats(model.pool(), Shape.of(3), 7, 8, run);
            BatchResult result = model.run(Map.of("x", x))) {
          assertThat(Tensors.floats(result.outputs().get("x"))).containsExactly(7, 8, run);
        }
      }
    }
  }

  @Test
  void a_declared_shape_that_lies_gives_the_true_shape() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("onnx_small/example_0_dim_output.onnx"));
        BatchResult result = model.runOnZeros(1)) {
      assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of(2, 0, 8));
    }
  }

  @Test
  void a_declared_output_that_lies_about_its_rows_gives_the_true_rows() throws Exception {
    byte[] bytes =
        TinyModel.opset(13)
            .input("x", TinyModel.FLOAT, -1)
            .output("y", TinyModel.FLOAT, 3)
            .node("Relu", "x", "y")
            .bytes();
    try (Loaded model = Loaded.of(folder, bytes)) {
      for (int rows : new int[] {5, 3, 5, 1}) {
        try (BatchResult result = model.runOnZeros(rows)) {
          assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of(rows));
        }
      }
    }
  }

  @Test
  void no_rows_in_give_no_rows_out() throws Exception {
    try (Loaded model = Loaded.of(folder, TinyModel.one("Relu", TinyModel.FLOAT, -1, 2))) {
      for (int run = 0; run < 2; run++) {
        try (BatchResult result = model.runOnZeros(0)) {
          assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of(0, 2));
          assertThat(result.outputs().get("y").sizeBytes()).isZero();
        }
      }
    }
  }

  @Test
  void scalars_are_tensors_too() throws Exception {
    try (Loaded model = Loaded.of(folder, TinyModel.one("Neg", TinyModel.FLOAT));
        Tensor x = Tensors.floats(model.pool(), Shape.of(), 4);
        BatchResult result = model.run(Map.of("x", x))) {
      assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of());
      assertThat(Tensors.floats(result.outputs().get("y"))).containsExactly(-4);
    }
  }

  @Test
  void only_the_wanted_outputs_are_computed() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("tabular/iris_logreg.onnx"));
        Tensor x = Tensors.floats(model.pool(), Shape.of(1, 4), 5.1f, 3.5f, 1.4f, 0.2f);
        BatchResult result = model.run(Map.of("float_input", x), "probabilities")) {
      assertThat(result.outputs()).containsOnlyKeys("probabilities");
    }
  }

  @Test
  void nan_and_infinity_come_through() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/returns_nan_inf.onnx"))) {
      Shape shape = model.signature().inputs().getFirst().shape();
      assertThat(shape.rank()).isPositive();
      try (Tensor x = Tensors.floats(model.pool(), concrete(shape), logValues(shape));
          BatchResult result = model.run(Map.of(model.signature().inputs().getFirst().name(), x))) {
        float[] values = Tensors.floats(result.outputs().values().iterator().next());
        assertThat(values[0]).isNaN();
        assertThat(values[1]).isEqualTo(Float.NEGATIVE_INFINITY);
      }
    }
  }

  private static Shape concrete(Shape declared) {
    long[] dims = declared.dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == -1 ? 2 : dims[i];
    }
    return Shape.of(dims);
  }

  private static float[] logValues(Shape declared) {
    float[] values = new float[(int) concrete(declared).elements()];
    values[0] = -1;
    return values;
  }

  @Test
  void a_model_without_inputs_is_served() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/no_inputs.onnx"));
        BatchResult result = model.run(Map.of())) {
      assertThat(model.signature().inputs()).isEmpty();
      assertThat(result.outputs()).isNotEmpty();
    }
  }

  @Test
  void an_abandoned_run_stops_and_the_engine_goes_on() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/slow_loop.onnx"))) {
      RunControl control = new RunControl(1);
      CompletableFuture<EngineException> failure = new CompletableFuture<>();
      Thread runner =
          Thread.ofPlatform()
              .start(() -> failure.complete(stopped(model, 9_000_000_000_000_000_000L, control)));
      await(() -> inRuntime(runner));

      control.abandonOne();

      assertThat(failure.get(30, TimeUnit.SECONDS).fault()).isEqualTo(Fault.STOPPED);
      assertThat(stopped(model, 3, new RunControl(1))).isNull();
    }
  }

  @Test
  void a_run_that_was_abandoned_before_it_began_stops_at_once() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/slow_loop.onnx"))) {
      EngineException failure = stopped(model, 9_000_000_000_000_000_000L, new RunControl(0));

      assertThat(failure.fault()).isEqualTo(Fault.STOPPED);
    }
  }

  private static EngineException stopped(Loaded model, long loops, RunControl control) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (TensorSpec spec : model.signature().inputs()) {
      Shape shape = concrete(spec.shape());
      inputs.put(
          spec.name(),
          spec.dataType() == DataType.INT64
              ? Tensors.longs(model.pool(), shape, loops)
              : model.zeros(spec.dataType(), shape));
    }
    try {
      return catchThrowableOfType(EngineException.class, () -> model.run(inputs, control).close());
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  private static boolean inRuntime(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0
        && stack[0].isNativeMethod()
        && stack[0].getClassName().equals("ai.onnxruntime.OrtSession");
  }

  private static void await(BooleanSupplier condition) {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(giveUpAt);
      Thread.onSpinWait();
    }
  }

  @Test
  void a_run_that_wants_too_much_memory_fails_alone() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/alloc_160GB_at_run.onnx"));
        Tensor x = Tensors.floats(model.pool(), Shape.of(1, 3), 1, 2, 3);
        Tensor huge = Tensors.longs(model.pool(), Shape.of(2), 200_000, 200_000);
        Tensor small = Tensors.longs(model.pool(), Shape.of(2), 2, 2)) {
      EngineException refused = model.failure(Map.of("x", x, "sz", huge));

      assertThat(refused.fault()).isEqualTo(Fault.ENGINE);
      assertThat(refused).hasMessageContaining("needs more memory than there is");
      model.run(Map.of("x", x, "sz", small)).close();
    }
  }

  @Test
  void an_index_out_of_range_is_the_callers_fault() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/always_fails_at_run.onnx"));
        Tensor good = Tensors.longs(model.pool(), Shape.of(1), 3);
        Tensor bad = Tensors.longs(model.pool(), Shape.of(1), 9)) {
      EngineException refused = model.failure(Map.of("i", bad));

      assertThat(refused.fault()).isEqualTo(Fault.INPUT);
      assertThat(refused)
          .hasMessageContaining("idx=9 must be within the inclusive range [-4,3]")
          .hasMessageNotContaining("onnxruntime_src");
      model.run(Map.of("i", good)).close();
    }
  }

  @Test
  void a_device_that_is_not_there_is_noted_and_the_cpu_serves() throws Exception {
    try (Loaded model =
            Loaded.of(
                TestData.file("tabular/iris_logreg.onnx"),
                new OnnxSettings("cuda:0", 1, Set.of()));
        BatchResult result = model.runOnZeros(1)) {
      assertThat(result.outputs()).hasSize(2);
      if (model.engine().device().equals("cpu")) {
        assertThat(model.engine().notes().getFirst())
            .startsWith("cuda:0 is not available, running on the CPU: ")
            .containsAnyOf("onnxruntime_gpu", "driver");
      }
    }
  }
}
