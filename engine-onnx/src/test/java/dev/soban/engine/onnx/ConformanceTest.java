package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX's own node tests, as far as they can be sent as tensors. */
class ConformanceTest {
  /** What cannot be served, with the words of its refusal. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "test_cast_FLOAT_to_INT4", "output 'output' is int4",
          "test_identity_sequence", "input 'x' is sequence(tensor(float))",
          "test_if_seq", "output 'res' is sequence(tensor(float))",
          "test_image_decoder_decode_jpeg_rgb", "the operator ImageDecoder of domain ai.onnx",
          "test_identity_opt", "input 'opt_in' is optional(",
          "test_optional_has_element_empty_optional_input", "is optional(tensor(int32))",
          "test_range_int32_type_negative_delta", "uses opset 27 of ai.onnx",
          "test_split_to_sequence_1", "output 'seq' is sequence(tensor(float))");

  static Stream<Path> pairs() throws Exception {
    try (Stream<Path> folders = Files.list(TestData.file("onnx_conformance"))) {
      return folders
          .filter(folder -> !REFUSED.containsKey(folder.getFileName().toString()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void a_pair_matches_pinned_and_unpinned(Path folder) throws Exception {
    Path data = folder.resolve("test_data_set_0");
    try (Loaded model = Loaded.of(folder.resolve("model.onnx"))) {
      Map<String, Tensor> inputs = new HashMap<>();
      List<TensorSpec> specs = model.signature().inputs();
      for (int i = 0; i < specs.size(); i++) {
        inputs.put(
            specs.get(i).name(),
            ProtoTensor.of(data.resolve("input_" + i + ".pb")).tensor(model.pool()));
      }
      for (int run = 0; run < 2; run++) {
        try (BatchResult result = model.run(inputs)) {
          compare(model, data, result);
        }
      }
      inputs.values().forEach(Tensor::close);
    }
  }

  private static void compare(Loaded model, Path data, BatchResult result) throws Exception {
    List<TensorSpec> outputs = model.signature().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      Path file = data.resolve("output_" + i + ".pb");
      try (Tensor expected = ProtoTensor.of(file).tensor(model.pool())) {
        CloseTo.check(result.outputs().get(outputs.get(i).name()), expected, 1e-3, 1e-5);
      }
    }
  }

  static Stream<String> refused() {
    return REFUSED.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void what_is_no_tensor_is_refused_by_name(String name) {
    Path file = TestData.file("onnx_conformance/" + name + "/model.onnx");

    assertThat(catchThrowableOfType(ModelLoadException.class, () -> Loaded.of(file)))
        .hasMessageContaining(REFUSED.get(name));
  }

  @Test
  void a_detector_matches_its_published_output() throws Exception {
    Path data = TestData.file("face_detect/version-RFB-640_test_data_set_0");
    try (Loaded model = Loaded.of(TestData.file("face_detect/version-RFB-640.onnx"));
        Tensor input = ProtoTensor.of(data.resolve("input_0.pb")).tensor(model.pool());
        BatchResult result = model.run(Map.of("input", input))) {
      List<TensorSpec> outputs = model.signature().outputs();
      for (int i = 0; i < outputs.size(); i++) {
        Path file = data.resolve("output_" + i + ".pb");
        try (Tensor expected = ProtoTensor.of(file).tensor(model.pool())) {
          CloseTo.check(result.outputs().get(outputs.get(i).name()), expected, 0, 1e-5);
        }
      }
    }
  }
}
