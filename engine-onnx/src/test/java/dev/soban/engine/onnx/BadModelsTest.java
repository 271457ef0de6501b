package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.engine.onnx.graph.TinyModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal names the file, the reason and what to do. */
class BadModelsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all_dtypes_identity.onnx | is uint16 | export the model with",
        "corrupt_header.onnx | not an ONNX model, or cut off or damaged | copy or export",
        "cycle.onnx | graph holds a cycle | export the model again",
        "dangling_input.onnx | reads the value 'nope', which nothing produces | export",
        "duplicate_output.onnx | defines the name 'y' twice | export",
        "empty.onnx | an empty file | copy or export",
        "external_absolute_path.onnx | tensor 'W' in the graph: external data '/ | absolute path",
        "external_dev_zero.onnx | external data '/dev/zero' is an absolute path | keep the data",
        "external_huge_length.onnx | holds 48 bytes, but the model wants 1099511627776 | copy",
        "external_missing_file.onnx | does not exist | copy it beside the model",
        "external_traversal_passwd.onnx | leads out of the model's folder | keep the data",
        "garbage.onnx | not an ONNX model, or cut off or damaged | copy or export",
        "git_lfs_pointer.onnx | a Git LFS pointer, not the model itself | run 'git lfs pull'",
        "html_error_page.onnx | an HTML or XML page, not a model | direct address",
        "initializer_dims_lie.onnx | has shapes that contradict one another | export",
        "ir_version_999.onnx | has IR version 999, this runtime supports up to 13 | older ONNX",
        "jpeg_named.onnx | a picture, not a model | put the ONNX file in its place",
        "model_invoking_error.tflite | a TensorFlow Lite model | convert it to ONNX",
        "pickle_canary.pkl | a Python pickle | export the model to ONNX",
        "truncated_last_byte.onnx | a field runs past the end | copy or export",
        "type_mismatch.onnx | operators whose types do not fit | export",
        "unknown_op.onnx | the operator NoSuchOp of domain ai.onnx | export",
        "zip_slip.zip | a ZIP archive | unpack it",
        "no_such_file.onnx | no such file | put the ONNX file there",
      })
  void a_bad_file_is_refused_with_reason_and_remedy(String name, String reason, String remedy) {
    TestData.file("bad_models");
    Path file = TestData.root().resolve("bad_models").resolve(name);

    ModelLoadException refused =
        catchThrowableOfType(ModelLoadException.class, () -> Loaded.of(file));

    assertThat(refused)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason)
        .hasMessageContaining(remedy)
        .hasMessageNotContaining("onnxruntime_src");
  }

  @ParameterizedTest
  @CsvSource({
    "alloc_160GB_at_run.onnx",
    "always_fails_at_run.onnx",
    "external_ok.onnx",
    "no_inputs.onnx",
    "output_shape_depends_on_data.onnx",
    "reshape_fails_for_odd.onnx",
    "returns_nan_inf.onnx",
    "slow_loop.onnx",
  })
  void what_is_bad_at_run_time_only_loads(String name) throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/" + name))) {
      assertThat(model.signature().outputs()).isNotEmpty();
    }
  }

  @Test
  void good_external_data_are_used() throws Exception {
    try (Loaded model = Loaded.of(TestData.file("bad_models/external_ok.onnx"));
        BatchResult result = model.runOnZeros(1)) {
      assertThat(result.outputs()).isNotEmpty();
    }
  }

  @Test
  void an_opset_that_is_too_new_is_named() {
    assertThat(
            refusal(TinyModel.opset(99).input("x", 1, 2).output("y", 1, 2).node("Relu", "x", "y")))
        .hasMessageContaining(
            "uses opset 99 of ai.onnx, this runtime supports up to 26;"
                + " export the model with opset 26 or lower");
  }

  @Test
  void an_operator_of_another_domain_is_named_with_it() {
    TinyModel model = TinyModel.opset(13).opset("my.domain", 1);
    model.input("x", 1, 2).output("y", 1, 2).node("my.domain", "Foo", "x", "y");

    assertThat(refusal(model)).hasMessageContaining("the operator Foo of domain my.domain");
  }

  @Test
  void complex_numbers_and_unsigned_inputs_are_all_named() {
    TinyModel model =
        TinyModel.opset(13)
            .input("a", 12, 2)
            .input("b", 14, 2)
            .output("c", 15, 2)
            .node("Identity", "a", "c");

    assertThat(refusal(model))
        .hasMessageContaining("input 'a' is uint32")
        .hasMessageContaining("input 'b' is complex64")
        .hasMessageContaining("output 'c' is complex128");
  }

  @Test
  void the_list_of_reasons_ends_somewhere() {
    TinyModel model = TinyModel.opset(13);
    for (int i = 0; i < 1000; i++) {
      model.input("input" + i, 14, 2);
    }

    assertThat(refusal(model)).hasMessageEndingWith("; and more");
  }

  private ModelLoadException refusal(TinyModel model) {
    return catchThrowableOfType(ModelLoadException.class, () -> Loaded.of(folder, model.bytes()));
  }
}
