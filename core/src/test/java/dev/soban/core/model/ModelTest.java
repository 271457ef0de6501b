package dev.soban.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "007", "1.2.3-data.train", "10.0.1-2024_01.a_b"})
  void a_version_is_digits_or_a_release_with_its_data(String version) {
    assertThat(new ModelVersion("m", version)).hasToString("m/" + version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "v1", "1.2", "1.2.3", "1.2.3-a", "-1", "1 ", "１", "1.2.3-a.b.c", "1\n"})
  void anything_else_is_no_version(String version) {
    assertThat(ModelVersion.validVersion(version)).isFalse();
    assertThatThrownBy(() -> new ModelVersion("m", version))
        .hasMessage("version: " + version + " (expected: digits, or x.y.z-data.split)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "é", "a\n"})
  void names_that_would_be_paths_or_odd_text_are_refused(String name) {
    assertThatThrownBy(() -> new ModelVersion(name, "1"))
        .hasMessageStartingWith("model name: " + name + " (expected:");
  }

  @Test
  void names_may_be_128_characters_long() {
    assertThat(ModelVersion.validName("m".repeat(128))).isTrue();
    assertThat(ModelVersion.validName("m".repeat(129))).isFalse();
    assertThat(ModelVersion.validName("...a")).isTrue();
  }

  @Test
  void rows_vary_when_dimension_0_of_every_input_and_output_does() {
    TensorSpec varies = new TensorSpec("x", DataType.FP32, Shape.of(-1, 2));
    TensorSpec fixed = new TensorSpec("y", DataType.FP32, Shape.of(1, 2));
    TensorSpec scalar = new TensorSpec("z", DataType.FP32, Shape.of());

    assertThat(new Signature(List.of(varies), List.of(varies)).rowsVary()).isTrue();
    assertThat(new Signature(List.of(varies, fixed), List.of(varies)).rowsVary()).isFalse();
    assertThat(new Signature(List.of(varies), List.of(scalar)).rowsVary()).isFalse();
    assertThat(new Signature(List.of(), List.of(varies)).rowsVary()).isFalse();
  }

  @Test
  void inputs_and_outputs_are_found_by_name() {
    TensorSpec x = new TensorSpec("x", DataType.FP32, Shape.of(-1), true);
    Signature signature = new Signature(List.of(x), List.of());

    assertThat(signature.input("x")).contains(x);
    assertThat(signature.output("x")).isEmpty();
    assertThat(x).hasToString("x: FP32[-1] (optional)");
  }

  @Test
  void batching_settings_say_what_they_expect() {
    BatchingSettings.Policy policy = BatchingSettings.Policy.FIFO;
    BatchingSettings.Invariance auto = BatchingSettings.Invariance.AUTO;

    assertThatThrownBy(() -> new BatchingSettings(0, Duration.ZERO, policy, auto))
        .hasMessage("max_batch_size: 0 (expected: >= 1)");
    assertThatThrownBy(() -> new BatchingSettings(1, Duration.ofMillis(-1), policy, auto))
        .hasMessage("max_queue_delay: PT-0.001S (expected: not negative)");
  }
}
