package dev.soban.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.admission.AdmissionSettings;
import dev.soban.core.breaker.BreakerSettings;
import dev.soban.core.fallback.ConstantAnswer;
import dev.soban.core.fallback.FallbackStep;
import dev.soban.core.observe.PredictionLogging;
import dev.soban.core.observe.PredictionLogging.Outputs;
import dev.soban.core.stack.GuardSettings;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardSettingsTest {
  @TempDir Path temp;
  private Path root;
  private Path model;

  @BeforeEach
  void layOut() throws Exception {
    root = Files.createDirectories(temp.resolve("models"));
    model = Files.createDirectories(root.resolve("m"));
  }

  @Test
  void without_their_keys_there_are_no_further_layers() throws Exception {
    assertThat(read("description: plain")).isEqualTo(GuardSettings.NONE);
  }

  @Test
  void every_key_is_read() throws Exception {
    Files.writeString(model.resolve("labels.txt"), "a");
    Files.writeString(model.resolve("often.jsonl"), "");
    GuardSettings guards = read(ModelSettingsTest.EVERY_KEY);

    assertThat(guards.admission()).isEqualTo(new AdmissionSettings(2, 50, 0.2));
    assertThat(guards.breaker())
        .isEqualTo(
            new BreakerSettings(
                0.3,
                Duration.ofSeconds(2),
                0.8,
                new BreakerSettings.Window.Time(Duration.ofSeconds(30)),
                5,
                Duration.ofSeconds(10),
                2));
    assertThat(guards.stepTimeout()).isEqualTo(Duration.ofMillis(300));
    assertThat(guards.fallback())
        .extracting(FallbackStep::kind)
        .containsExactly("stale", "model:small", "constant");
    assertThat(guards.fallback().get(1))
        .isEqualTo(new FallbackStep.OtherModel("small", "champion"));
    assertThat(guards.predictionLog())
        .isEqualTo(new PredictionLogging(0.1, true, Outputs.VALUES, 1024));
  }

  @Test
  void an_empty_section_is_the_layer_with_its_defaults() throws Exception {
    GuardSettings guards = read("breaker: {}\nprediction_log: {}\nadmission: {adaptive: {}}");

    assertThat(guards.breaker()).isEqualTo(BreakerSettings.DEFAULT);
    assertThat(guards.predictionLog()).isEqualTo(PredictionLogging.DEFAULT);
    assertThat(guards.admission()).isEqualTo(AdmissionSettings.adaptive(5, 200));
    assertThat(read("admission: {max_concurrency: 8}").admission())
        .isEqualTo(AdmissionSettings.fixed(8));
    assertThat(read("breaker: {window: 10}").breaker().minCalls()).isEqualTo(10);
  }

  @Test
  void an_answer_that_a_model_once_gave_is_a_constant() throws Exception {
    Files.writeString(
        model.resolve("answer.json"),
        """
        {"id": "a1", "model_name": "iris", "model_version": "1",
         "outputs": [{"name": "p", "datatype": "FP32", "shape": [1, 3],
                      "data": [2.3305667E-8, 2.9706096E-4, "NaN"]},
                     {"name": "class", "datatype": "BYTES", "shape": [1, 2], "data": [["가", ""]]}]}
        """);

    List<ConstantAnswer.Output> outputs = constant("fallback: [{constant: answer.json}]");

    assertThat(outputs.get(0).shape()).isEqualTo(Shape.of(1, 3));
    assertThat(outputs.get(0).data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
        .containsExactly(2.3305667E-8f, 2.9706096E-4f, Float.NaN);
    assertThat(bytes(outputs.get(1).data()))
        .containsExactly(3, 0, 0, 0, -22, -80, -128, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL | true | 1",
        "UINT8 | 255 | -1",
        "INT8 | -128 | -128",
        "UINT16 | 65535 | -1 -1",
        "INT32 | -2 | -2 -1 -1 -1",
        "UINT64 | 18446744073709551615 | -1 -1 -1 -1 -1 -1 -1 -1",
        "FP16 | 1.5 | 0 62",
        "BF16 | 1.5 | -64 63",
        "FP64 | 1 | 0 0 0 0 0 0 -16 63",
      })
  void elements_are_little_endian(DataType type, String text, String expected) {
    assertThat(ConstantElements.fits(type, text)).isTrue();
    assertThat(bytes(ConstantElements.of(type, List.of(text))))
        .containsExactly(
            List.of(expected.split(" ")).stream().map(Byte::valueOf).toArray(Byte[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL,1",
    "UINT8,256",
    "UINT8,-1",
    "INT8,128",
    "INT64,9223372036854775808",
    "INT32,1.5",
    "FP32,1e39",
    "FP16,70000",
    "FP64,much"
  })
  void values_out_of_range_are_refused(DataType type, String text) {
    assertThat(ConstantElements.fits(type, text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "admission: {} | admission: (expected: either max_concurrency or adaptive)",
        "admission: {max_concurrency: 0} | 0 (expected: a whole number 1 to 1000000)",
        "admission: {adaptive: {min: 9, max: 3}} | max: 3 (expected: at least min: 9)",
        "admission: {adaptive: {}, reserve: 0.7} | 0.7 (expected: a number from 0 to 0.5)",
        "breaker: {failure_rate: 0} | 0 (expected: a number above 0, at most 1)",
        "breaker: {window: 5, min_calls: 6} | min_calls: 6 (expected: at most window: 5)",
        "breaker: {window: soon} | soon (expected: a number of calls such as 100",
        "fallback: [{}] | (expected: one of stale, model and constant in each step)",
        "fallback: [{model: a/b/c}] | a/b/c (expected: a model's name",
        "fallback: [{constant: ../x.json}] | outside of the model's folder",
        "fallback: [{constant: none.json}] | none.json",
        "prediction_log: {sample: 2} | 2 (expected: a number above 0, at most 1)",
      })
  void what_makes_no_sense_is_refused_with_its_place(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("model.yaml:1:")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admission: {}",
        "admission: {max_concurrency: 2, adaptive: {}}",
        "breaker: {failure_rate: 1.5}",
        "fallback: [{stale: 1m, model: x}]",
        "prediction_log: {outputs: all}"
      })
  void reader_and_schema_refuse(String yaml) throws Exception {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class);
    assertThat(SchemaCheck.of("model.schema.json").complaints(yaml)).isNotEmpty();
  }

  @Test
  void a_constant_with_too_few_values_is_refused_where_it_stands() throws Exception {
    Files.writeString(
        model.resolve("answer.json"),
        "{\"outputs\": [{\"name\": \"y\", \"datatype\": \"INT8\", \"shape\": [2], \"data\": [1]}]}");

    assertThatThrownBy(() -> read("fallback: [{constant: answer.json}]"))
        .hasMessageContaining("answer.json:1:")
        .hasMessageContaining("data: 1 values (expected: as many as shape [2])");
  }

  @Test
  void models_that_stand_in_for_one_another_are_refused_and_others_served() throws Exception {
    modelWith("a", "fallback: [{model: b}]");
    modelWith("b", "fallback: [{model: c/stable}]");
    modelWith("c", "fallback: [{model: a}]");
    modelWith("d", "fallback: [{model: a}]");
    modelWith("e", "fallback: [{model: e/old}]");

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models()).extracting(entry -> entry.id().name()).containsExactly("d");
    assertThat(scanned.rejected())
        .extracting(RejectedEntry::reason)
        .contains(
            "fallback: a -> b -> c -> a (expected: no way back to a)",
            "fallback: e -> e (expected: no way back to e)");
  }

  private void modelWith(String name, String yaml) throws Exception {
    Path folder = root.resolve(name);
    Files.createDirectories(folder.resolve("1"));
    Files.writeString(folder.resolve("1/model.onnx"), "");
    Files.writeString(folder.resolve("model.yaml"), yaml);
  }

  private GuardSettings read(String yaml) throws Exception {
    Path file = Files.writeString(model.resolve("model.yaml"), yaml);
    return ModelSettings.read(file, Containment.of(root)).guards();
  }

  private List<ConstantAnswer.Output> constant(String yaml) throws Exception {
    return ((FallbackStep.Constant) read(yaml).fallback().getFirst()).answer().outputs();
  }

  private static byte[] bytes(MemorySegment data) {
    return data.toArray(ValueLayout.JAVA_BYTE);
  }
}
