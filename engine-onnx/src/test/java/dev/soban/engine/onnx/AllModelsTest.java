package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every real model that is known to load does, and gives what it is known to give. */
class AllModelsTest {
  private static final String LIST = "expected/load_all_ort1.29_java25.txt";
  private static final Pattern OUTPUT = Pattern.compile("([\\w/]+)(\\[[0-9, ]*\\])");

  /** What varies has this size, as when the list was made. */
  private static final long SIZE = 1;

  static Stream<String> models() throws IOException {
    return Files.readAllLines(TestData.file(LIST)).stream().filter(line -> line.contains(" OK "));
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_known_model_loads_and_runs_twice(String line) throws Exception {
    Path file = TestData.file(line.substring(0, line.indexOf(' ')));
    try (Loaded model = Loaded.of(file)) {
      for (int run = 0; run < 2; run++) {
        try (BatchResult result = run(model, line)) {
          Matcher expected = OUTPUT.matcher(line.substring(line.indexOf("->")));
          int compared = 0;
          while (expected.find()) {
            Tensor output = result.outputs().get(expected.group(1));
            if (output != null) {
              assertThat(output.shape().toString()).isEqualTo(expected.group(2).replace(" ", ""));
              compared++;
            }
          }
          assertThat(compared).isPositive();
          assertThat(result.outputs()).hasSameSizeAs(model.signature().outputs());
          fits(model, result);
        }
      }
    }
  }

  private static void fits(Loaded model, BatchResult result) {
    for (TensorSpec output : model.signature().outputs()) {
      Tensor tensor = result.outputs().get(output.name());
      assertThat(tensor.dataType()).isEqualTo(output.dataType());
      assertThat(output.shape().accepts(tensor.shape())).as("%s of %s", tensor, output).isTrue();
    }
  }

  /** The shapes that the list was made with, where a size of 1 everywhere would not do. */
  private static BatchResult run(Loaded model, String line) throws Exception {
    Map<String, Shape> shapes = new HashMap<>();
    if (line.contains("eye_state")) {
      shapes.put("_origin_data_22", Shape.of(1, 96, 96, 3));
    } else if (line.contains("pose_estimation")) {
      shapes.put("_input_24", Shape.of(1, 3, 90, 90));
    } else if (line.contains("silero")) {
      shapes.put("input", Shape.of(1, 576));
    } else if (line.contains("text/")) {
      for (String name : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
        shapes.put(name, Shape.of(1, 4));
      }
      shapes.put("past_kv", Shape.of(4, 2, 1, 4, 0, 16));
    }
    if (shapes.isEmpty()) {
      return model.runOnZeros(SIZE);
    }
    Map<String, Tensor> inputs = new HashMap<>();
    try {
      for (TensorSpec spec : model.signature().inputs()) {
        Shape shape = shapes.getOrDefault(spec.name(), spec.shape());
        shape = shape.dynamic() ? Shape.of(2, 1, 128) : shape;
        inputs.put(
            spec.name(),
            spec.name().equals("sr")
                ? Tensors.longs(model.pool(), spec.shape(), 16_000)
                : model.zeros(spec.dataType(), shape));
      }
      return model.run(inputs);
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  @Test
  void unsigned_inputs_are_refused_by_name() {
    Path file = TestData.file("triton_repo/simple_dyna_sequence/1/model.onnx");

    assertThat(catchThrowableOfType(ModelLoadException.class, () -> Loaded.of(file)))
        .hasMessageContaining("model.onnx: cannot be served: input 'CORRID' is uint64")
        .hasMessageContaining("export the model with");
  }

  @Test
  void a_string_normalizer_without_its_locale_says_so() {
    Path file = TestData.file("onnx_small/example_strings.onnx");

    try (Loaded model = Loaded.of(file)) {
      assertThat(model.signature().inputs()).isNotEmpty();
    } catch (ModelLoadException e) {
      assertThat(e).hasMessageContaining("example_strings.onnx: uses StringNormalizer");
    }
  }
}
