package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers agree with those that the models' own libraries gave. */
class ExpectedAnswersTest {
  private static JsonNode expected(String file) throws IOException {
    return new ObjectMapper().readTree(TestData.file(file).toFile());
  }

  private static float[] floats(JsonNode rows) {
    float[] flat = new float[rows.size() * rows.get(0).size()];
    int i = 0;
    for (JsonNode row : rows) {
      for (JsonNode value : row) {
        flat[i++] = (float) value.asDouble();
      }
    }
    return flat;
  }

  private static Shape shape(JsonNode rows) {
    return Shape.of(rows.size(), rows.get(0).size());
  }

  @Test
  void iris_agrees_with_scikit_learn() throws Exception {
    JsonNode wanted = expected("tabular/iris_logreg.expected.json");
    for (String name : new String[] {"iris_logreg", "iris_logreg_zipmap"}) {
      try (Loaded model = Loaded.of(TestData.file("tabular/" + name + ".onnx"));
          Tensor x = Tensors.floats(model.pool(), shape(wanted.get("x")), floats(wanted.get("x")));
          BatchResult result = model.run(Map.of("float_input", x))) {
        assertThat(Tensors.floats(result.outputs().get("probabilities")))
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(floats(wanted.get("proba")));
        long[] labels = Tensors.longs(result.outputs().get("label"));
        for (int i = 0; i < labels.length; i++) {
          assertThat(labels[i]).isEqualTo(wanted.get("label").get(i).asLong());
        }
      }
    }
  }

  @Test
  void digits_agree_with_scikit_learn() throws Exception {
    JsonNode wanted = expected("tabular/digits8x8_mlp.expected.json");
    try (Loaded model = Loaded.of(TestData.file("tabular/digits8x8_mlp.onnx"));
        Tensor x = Tensors.floats(model.pool(), shape(wanted.get("x")), floats(wanted.get("x")));
        BatchResult result = model.run(Map.of("x", x))) {
      assertThat(Tensors.floats(result.outputs().get("probabilities")))
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(floats(wanted.get("proba")));
    }
  }

  @Test
  void text_embeddings_agree_with_the_source() throws Exception {
    JsonNode wanted = expected("text/bert_tiny_RANDOM_WEIGHTS.expected.json");
    try (Loaded model = Loaded.of(TestData.file("text/bert_tiny_RANDOM_WEIGHTS.onnx"))) {
      Map<String, Tensor> inputs = new HashMap<>();
      for (String name : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
        inputs.put(name, ids(model, wanted.get(name)));
      }
      try (BatchResult result = model.run(inputs)) {
        Tensor hidden = result.outputs().get("last_hidden_state");
        float[] values = Tensors.floats(hidden);
        int row = (int) (hidden.shape().dim(1) * hidden.shape().dim(2));
        JsonNode first = wanted.get("first8_of_cls");
        for (int i = 0; i < first.size(); i++) {
          for (int j = 0; j < 8; j++) {
            assertThat(values[i * row + j])
                .isCloseTo((float) first.get(i).get(j).asDouble(), within(1e-3f));
          }
        }
      }
      inputs.values().forEach(Tensor::close);
    }
  }

  private static Tensor ids(Loaded model, JsonNode rows) {
    long[] flat = new long[(int) shape(rows).elements()];
    int i = 0;
    for (JsonNode row : rows) {
      for (JsonNode value : row) {
        flat[i++] = value.asLong();
      }
    }
    return Tensors.longs(model.pool(), shape(rows), flat);
  }

  @Test
  void half_floats_come_out_as_bfloat16() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("onnx_small/example_float16.onnx"))) {
      short[] ones = new short[8];
      Arrays.fill(ones, Float.floatToFloat16(1f));
      try (Tensor x =
              Tensors.of(
                  model.pool(), DataType.FP16, Shape.of(1, 2, 2, 2), MemorySegment.ofArray(ones));
          BatchResult result = model.run(Map.of("InputA", x))) {
        Tensor output = result.outputs().get("OutputA");
        assertThat(output.dataType()).isEqualTo(DataType.BF16);
        short first = output.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
        assertThat(Float.intBitsToFloat(first << 16)).isFinite().isNotZero();
      }
    }
  }

  @Test
  void several_types_in_one_model_keep_apart() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("onnx_small/example_multitype.onnx"));
        BatchResult result = model.runOnZeros(1)) {
      assertThat(result.outputs().get("OutputA").dataType()).isEqualTo(DataType.INT16);
      assertThat(result.outputs().get("OutputB").dataType()).isEqualTo(DataType.INT64);
    }
  }

  @Test
  void light_networks_give_their_fixed_outputs() throws Exception {
    for (String name : new String[] {"light_squeezenet", "light_inception_v1", "light_resnet50"}) {
      Path output = TestData.file("onnx_light/" + name + "_output_0.pb");
      try (Loaded model = Loaded.of(TestData.file("onnx_light/" + name + ".onnx"));
          Tensor expected = ProtoTensor.of(output).tensor(model.pool());
          BatchResult result = model.runOnZeros(1)) {
        CloseTo.check(result.outputs().values().iterator().next(), expected, 1e-4, 1e-6);
      }
    }
  }
}
