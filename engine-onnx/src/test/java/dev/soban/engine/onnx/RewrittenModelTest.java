package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.engine.onnx.graph.TinyModel;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewrittenModelTest {
  @TempDir Path folder;

  @Test
  void constants_taken_from_the_inputs_change_no_answer() throws Exception {
    Path file = TestData.file("face_detect/version-RFB-320.onnx");
    Shape shape = Shape.of(1, 3, 240, 320);
    float[] pixels = new float[(int) shape.elements()];
    Random random = new Random(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() * 2 - 1;
    }

    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "soban");
    try (Loaded model = Loaded.of(file);
        Tensor x = Tensors.floats(model.pool(), shape, pixels);
        BatchResult result = model.run(Map.of("input", x));
        OrtSession plain = environment.createSession(file.toString());
        OnnxTensor plainX =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), shape.dims());
        OrtSession.Result plainResult = plain.run(Map.of("input", plainX))) {
      for (String output : new String[] {"scores", "boxes"}) {
        float[] expected =
            ((OnnxTensor) plainResult.get(output).orElseThrow()).getFloatBuffer().array();
        assertThat(Tensors.floats(result.outputs().get(output)))
            .usingComparatorWithPrecision(1e-6f)
            .containsExactly(expected);
      }
    }
  }

  @Test
  void scikit_learns_maps_become_a_tensor_of_the_same_name() throws Exception {
    for (String file :
        new String[] {
          "iris_logreg_zipmap.onnx", "iris_logreg_ovms.onnx", "iris_randomforest_sklearn.onnx"
        }) {
      try (Loaded model = Loaded.of(TestData.file("tabular/" + file))) {
        String input = model.signature().inputs().getFirst().name();
        String maps = model.signature().outputs().getLast().name();
        assertThat(model.engine().properties()).containsEntry("labels." + maps, "[0,1,2]");
        assertThat(model.signature().output(maps).orElseThrow().shape()).isEqualTo(Shape.of(-1, 3));
        assertThat(model.signature().rowsVary()).isTrue();
        try (Tensor x =
                Tensors.floats(
                    model.pool(), Shape.of(2, 4), 5.1f, 3.5f, 1.4f, 0.2f, 6.3f, 3.3f, 6f, 2.5f);
            BatchResult result = model.run(Map.of(input, x))) {
          float[] scores = Tensors.floats(result.outputs().get(maps));
          assertThat(result.outputs().get(maps).shape()).isEqualTo(Shape.of(2, 3));
          assertThat(scores[0] + scores[1] + scores[2]).isCloseTo(1, within(1e-5f));
          assertThat(scores[0]).isGreaterThan(0.9f);
          assertThat(scores[5]).isGreaterThan(0.9f);
        }
      }
    }
  }

  @Test
  void keys_out_of_order_are_put_in_ascending_order() throws Exception {
    byte[] labels =
        TinyModel.join(
            TinyModel.text(1, "classlabels_int64s"),
            TinyModel.number(8, 10),
            TinyModel.number(8, 9),
            TinyModel.number(8, -1),
            TinyModel.number(20, 7));

    answersMaps(labels, TinyModel.INT64, "[-1,9,10]");
  }

  @Test
  void text_keys_are_put_in_ascending_order_and_escaped() throws Exception {
    byte[] labels =
        TinyModel.join(
            TinyModel.text(1, "classlabels_strings"),
            TinyModel.text(9, "물"),
            TinyModel.text(9, "밥"),
            TinyModel.text(9, "a\"\n\\"),
            TinyModel.number(20, 8));

    answersMaps(labels, TinyModel.STRING, "[\"a\\\"\\u000a\\\\\",\"물\",\"밥\"]", 0.3f, 0.1f, 0.2f);
  }

  private void answersMaps(byte[] labels, int keyType, String expectedLabels) throws Exception {
    answersMaps(labels, keyType, expectedLabels, 0.3f, 0.2f, 0.1f);
  }

  @Test
  void maps_of_an_old_file_and_of_a_single_row_become_rows_too() throws Exception {
    byte[] labels =
        TinyModel.join(
            TinyModel.text(1, "classlabels_int64s"),
            TinyModel.number(8, 2),
            TinyModel.number(8, 1),
            TinyModel.number(20, 7));
    byte[] bytes =
        TinyModel.opset(9)
            .opset("ai.onnx.ml", 1)
            .irVersion(3)
            .input("x", TinyModel.FLOAT, 2)
            .mapsOutput("p", TinyModel.INT64)
            .node("ai.onnx.ml", "ZipMap", "x", "p", labels)
            .bytes();
    try (Loaded model = Loaded.of(folder, bytes);
        Tensor x = Tensors.floats(model.pool(), Shape.of(2), 0.75f, 0.25f);
        BatchResult result = model.run(Map.of("x", x))) {
      assertThat(result.outputs().get("p").shape()).isEqualTo(Shape.of(1, 2));
      assertThat(Tensors.floats(result.outputs().get("p"))).containsExactly(0.25f, 0.75f);
    }
  }

  @Test
  void maps_that_no_zipmap_of_the_graph_makes_are_refused() {
    byte[] bytes =
        TinyModel.opset(13)
            .input("x", TinyModel.FLOAT, 2)
            .mapsOutput("p", TinyModel.INT64)
            .node("Foo", "x", "p")
            .bytes();

    assertThatThrownBy(() -> Loaded.of(folder, bytes))
        .hasMessageContaining(
            "output 'p' is sequence(map(int64,tensor(float))), which is no tensor")
        .hasMessageContaining("zipmap=False");
  }

  /** Scores 0.1, 0.2 and 0.3; one opset only, and none of ONNX's own. */
  private void answersMaps(byte[] labels, int keyType, String expectedLabels, float... expected)
      throws Exception {
    byte[] bytes =
        new TinyModel()
            .opset("ai.onnx.ml", 1)
            .input("x", TinyModel.FLOAT, -1, 3)
            .mapsOutput("p", keyType)
            .node("ai.onnx.ml", "ZipMap", "x", "p", labels)
            .bytes();
    try (Loaded model = Loaded.of(folder, bytes);
        Tensor x = Tensors.floats(model.pool(), Shape.of(1, 3), 0.1f, 0.2f, 0.3f);
        BatchResult result = model.run(Map.of("x", x))) {
      assertThat(model.engine().properties()).containsEntry("labels.p", expectedLabels);
      Tensor p = result.outputs().get("p");
      assertThat(p.dataType()).isEqualTo(DataType.FP32);
      assertThat(p.shape()).isEqualTo(Shape.of(1, 3));
      assertThat(Tensors.floats(p)).containsExactly(expected);
    }
  }

  @Test
  void a_declared_initializer_may_be_overridden_when_the_settings_say_so() throws Exception {
    byte[] bytes =
        TinyModel.opset(13)
            .input("x", TinyModel.FLOAT, -1)
            .input("w", TinyModel.FLOAT, 1)
            .output("y", TinyModel.FLOAT, -1)
            .initializer(TinyModel.floats("w", new long[] {1}, 10))
            .node("Add", "x,w", "y")
            .bytes();
    Path file = Files.write(folder.resolve("model.onnx"), bytes);
    try (Loaded model = Loaded.of(file, new OnnxSettings("cpu", 1, Set.of("w")));
        Tensor x = Tensors.floats(model.pool(), Shape.of(2), 1, 2);
        Tensor w = Tensors.floats(model.pool(), Shape.of(1), 20)) {
      assertThat(model.signature().input("w").orElseThrow().optional()).isTrue();
      assertThat(model.signature().input("x").orElseThrow().optional()).isFalse();
      try (BatchResult result = model.run(Map.of("x", x))) {
        assertThat(Tensors.floats(result.outputs().get("y"))).containsExactly(11, 12);
      }
      try (BatchResult result = model.run(Map.of("x", x, "w", w))) {
        assertThat(Tensors.floats(result.outputs().get("y"))).containsExactly(21, 22);
      }
    }
    try (Loaded model = Loaded.of(file)) {
      assertThat(model.signature().inputs()).hasSize(1);
    }
    assertThatThrownBy(() -> Loaded.of(file, new OnnxSettings("cpu", 1, Set.of("v"))))
        .hasMessageContaining(
            "overridable: 'v' (expected: an input that has an initializer, of [w])");
  }
}
