package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.time.Await;
import dev.soban.repository.yaml.Overlay;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories as Triton has them, served as they are. */
class TritonRepositoryTest {
  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_quick_start_repository_answers_sums_and_differences(boolean binary) {
    try (ServedModels served =
        ServedModels.of(new ModelsFolder(TestData.path("triton_repo").normalize()))) {
      double[] left = IntStream.range(0, 16).asDoubleStream().toArray();
      double[] right = new double[16];
      Arrays.fill(right, 1);

      Answer answer =
          served
              .client()
              .infer(
                  "simple",
                  Question.of(
                          "INPUT0", TensorValue.numbers("INT32", TensorValue.shape(1, 16), left))
                      .input(
                          "INPUT1", TensorValue.numbers("INT32", TensorValue.shape(1, 16), right)),
                  binary ? Transfer.BINARY : Transfer.JSON);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.output("OUTPUT0").numbers())
          .containsExactly(Arrays.stream(left).map(each -> each + 1).toArray());
      assertThat(answer.output("OUTPUT1").numbers())
          .containsExactly(Arrays.stream(left).map(each -> each - 1).toArray());
      served.expectNothingHeld();
    }
  }

  @Test
  void what_cannot_be_served_of_the_quick_start_says_why_and_the_rest_is_ready() {
    try (ServedModels served =
        ServedModels.of(new ModelsFolder(TestData.path("triton_repo").normalize()))) {
      assertThat(served.client().get("/v2/health/ready").status()).isEqualTo(200);
      assertThat(served.ready("simple")).isTrue();
      for (String sequence : List.of("simple_sequence", "simple_dyna_sequence")) {
        assertThat(served.ready(sequence)).isFalse();
        assertThat(served.reason(sequence))
            .matches(".*" + sequence + "/config\\.pbtxt:3[0-9]:1: sequence_batching: not served.*");
      }
      Map<String, Object> config =
          Json.object(served.client().get("/v2/models/simple/config").json());
      assertThat(Json.number(config.get("max_batch_size"))).isEqualTo(8);
      assertThat(config.get("input").toString()).contains("TYPE_INT32").contains("dims=[16]");
      assertThat(served.metadata("simple").get("inputs").toString()).contains("[-1, 16]");
    }
  }

  @Test
  void pictures_networks_are_reshaped_and_classified_by_their_labels() {
    ModelsFolder models =
        new ModelsFolder(root).version("net", TestData.path("classify/squeezenet_v1.1_fp32.onnx"));
    models.file("net/labels.txt", TestData.bytes("classify/imagenet_labels_1000.txt"));
    config(
        "net",
        """
        name: "net"
        platform: "onnxruntime_onnx"
        max_batch_size: 0
        input [ { name: "data_0" data_type: TYPE_FP32 format: FORMAT_NCHW dims: [ 3, 224, 224 ]
          reshape { shape: [ 1, 3, 224, 224 ] } } ]
        output [ { name: "softmaxout_1" data_type: TYPE_FP32 dims: [ 1000 ]
          reshape { shape: [ 1, 1000, 1, 1 ] } label_filename: "labels.txt" } ]
        """);
    try (ServedModels served = ServedModels.of(models)) {
      TensorValue picture =
          TensorValue.floats(TensorValue.shape(3, 224, 224), new float[3 * 224 * 224]);

      Answer plain = served.client().infer("net", Question.of("data_0", picture), Transfer.BINARY);
      Answer best =
          served
              .client()
              .infer(
                  "net", Question.of("data_0", picture).classes("softmaxout_1", 2), Transfer.JSON);

      assertThat(plain.output("softmaxout_1").shape()).containsExactly(1000L);
      assertThat(plain.output("softmaxout_1").numbers()).hasSize(1000);
      assertThat(best.text()).containsPattern("\"[0-9.E-]+:[0-9]+:[^\"]+\"");
      served.expectNothingHeld();
    }
  }

  @Test
  void batches_queues_samples_and_parameters_are_as_configured() throws Exception {
    iris("1");
    byte[] row =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(5.1f)
            .putFloat(3.5f)
            .putFloat(1.4f)
            .putFloat(0.2f)
            .array();
    new ModelsFolder(root).file("iris/warmup/row.raw", row);
    config(
        "iris",
        IRIS
            + """
            model_warmup [
              { name: "file" batch_size: 4 count: 3 inputs { key: "float_input"
                value { data_type: TYPE_FP32 dims: 4 input_data_file: "row.raw" } } },
              { name: "zero" batch_size: 1 inputs { key: "float_input"
                value { data_type: TYPE_FP32 dims: 4 zero_data: true } } },
              { name: "random" batch_size: 8 inputs { key: "float_input"
                value { data_type: TYPE_FP32 dims: 4 random_data: true } } }
            ]
            dynamic_batching { priority_levels: 10 default_priority_level: 5
              default_queue_policy { default_timeout_microseconds: 30000000 } }
            response_cache { enable: true }
            parameters { key: "owner" value { string_value: "kim" } }
            optimization { priority: PRIORITY_MAX }
            """);
    try (ServedModels served = ServedModels.of(new ModelsFolder(root))) {
      assertThat(served.ready("iris")).isTrue();
      TensorValue rows =
          TensorValue.floats(
              TensorValue.shape(2, 4), 5.1f, 3.5f, 1.4f, 0.2f, 6.7f, 3.0f, 5.2f, 2.3f);

      Answer answer =
          served.client().infer("iris", Question.of("float_input", rows), Transfer.JSON);

      assertThat(answer.output("label").shape()).containsExactly(2L, 1L);
      assertThat(answer.output("label").numbers()).containsExactly(0, 2);
      assertThat(answer.outputs()).containsOnlyKeys("label");
      Map<String, Object> properties = Json.object(served.metadata("iris").get("properties"));
      assertThat(properties.get("owner")).isEqualTo("kim");
      assertThat(properties.get("stack").toString()).contains("cache -> levels");
      String config = served.client().get("/v2/models/iris/config").text();
      assertThat(config)
          .contains("\"priority_levels\":10")
          .contains("\"model_warmup\":[{\"name\":\"file\"")
          .contains("\"reshape\":{}")
          .contains("\"instance_group\":[{\"name\":\"iris\"");
      assertThat(described(served).declared().configured().ignored())
          .containsExactly("optimization");
      served.server().models().resolve("iris").cache().orElseThrow().clear();
      served.expectNothingHeld();
    }
  }

  @Test
  void a_sample_that_is_not_answered_keeps_the_version_from_being_ready() {
    iris("1");
    config(
        "iris",
        IRIS
            + """
            model_warmup { name: "wrong" batch_size: 1 inputs { key: "float_input"
              value { data_type: TYPE_FP32 dims: 5 zero_data: true } } }
            """);
    try (ServedModels served = ServedModels.of(new ModelsFolder(root))) {
      assertThat(served.reason("iris"))
          .contains("model_warmup wrong: input float_input: shape [1,5] (expected: FP32[-1,4])");
      served.expectNothingHeld();
    }
  }

  @Test
  void a_reload_follows_the_config_and_a_bad_one_keeps_what_serves() {
    iris("1");
    config("iris", IRIS);
    try (ServedModels served = ServedModels.of(new ModelsFolder(root))) {
      iris("2");
      assertThat(reload(served))
          .containsExactly(
              "iris/2: loaded", "iris/1: no longer among the versions to be served, unloaded");

      config("iris", IRIS + "version_policy { all { } }");
      assertThat(reload(served))
          .containsExactly("iris/1: loaded", "iris/2: loaded anew with changed settings");

      config("iris", IRIS + "platform: \"tensorrt_plan\"");
      assertThat(reload(served))
          .hasSize(2)
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains("config.pbtxt:6:1: platform: tensorrt_plan")
                      .endsWith("what was there before serves on"));
      assertThat(served.ready("iris")).isTrue();
      served.expectNothingHeld();
    }
  }

  @Test
  void the_watch_follows_the_config() {
    iris("1");
    config("iris", IRIS);
    try (ServedModels served =
        ServedModels.of(
            new ModelsFolder(root),
            new Overlay("lifecycle.watch", "true", "--watch"),
            new Overlay("lifecycle.watch_interval", "100ms", "--interval"))) {
      config("iris", IRIS.replace("max_batch_size: 8", "max_batch_size: 3"));

      Await.until("the new batch size counts", () -> maxBatchSize(served) == 3);
    }
  }

  private static final String IRIS =
      """
      name: "iris"
      backend: "onnxruntime"
      max_batch_size: 8
      input { name: "float_input" data_type: TYPE_FP32 dims: [ 4 ] }
      output { name: "label" data_type: TYPE_INT64 dims: [ 1 ] reshape { shape: [ ] } }
      """;

  private static List<String> reload(ServedModels served) {
    return served.server().control().reload("test");
  }

  private static int maxBatchSize(ServedModels served) {
    return described(served).batching().settings().maxBatchSize();
  }

  private static Served.Description described(ServedModels served) {
    return served.server().models().resolve("iris").description();
  }

  private void iris(String version) {
    new ModelsFolder(root)
        .file("iris/" + version + "/model.onnx", TestData.bytes("tabular/iris_logreg.onnx"));
  }

  private void config(String model, String text) {
    new ModelsFolder(root).file(model + "/config.pbtxt", text.getBytes(StandardCharsets.UTF_8));
    assertThat(Files.exists(root.resolve(model))).isTrue();
  }
}
