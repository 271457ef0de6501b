package dev.soban.repository.triton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.PriorityLevels;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.repository.triton.WarmupSample.Content;
import dev.soban.repository.yaml.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TritonReaderTest {
  @Test
  void every_field_has_its_effect() throws Exception {
    TritonSettings read = Triton.read(Triton.EVERY_FIELD);

    assertThat(read.choice())
        .isEqualTo(
            new TritonSettings.Choice("net.onnx", new VersionPolicy.Specific(Set.of("1", "3"))));
    assertThat(read.running()).isEqualTo(new TritonSettings.Running("cpu", 3, 4, Set.of("ids")));
    assertThat(read.scheduling().batching())
        .isEqualTo(
            new BatchingSettings(8, Duration.ofNanos(100_000), Policy.ADAPTIVE, Invariance.AUTO));
    assertThat(read.scheduling().maxQueueRequests()).isEqualTo(16);
    assertThat(read.scheduling().levels())
        .isEqualTo(new PriorityLevels(3, 2, Duration.ofMillis(5), Map.of(1, Duration.ZERO)));
    assertThat(read.cached()).isTrue();
    assertThat(read.labels().output()).isEqualTo("p");
    assertThat(read.labels().file()).isEqualTo("labels.txt");
    assertThat(read.told().parameters()).containsEntry("intra_op_thread_count", "4");
    assertThat(read.told().ignored())
        .containsExactly(
            "dynamic_batching.preferred_batch_size",
            "optimization",
            "priority_queue_policy.max_queue_size (all levels share the one of"
                + " default_queue_policy)");
  }

  @Test
  void shapes_have_the_rows_in_front_and_reshape_is_the_models() throws Exception {
    WireForm form = Triton.read(Triton.EVERY_FIELD).form();

    assertThat(form.inputs())
        .extracting(WireTensor::name, WireTensor::dataType, WireTensor::wire, WireTensor::model)
        .containsExactly(
            tuple("x", DataType.FP32, Shape.of(-1, 4), Shape.of(-1, 2, 2)),
            tuple("ids", DataType.INT64, Shape.of(-1, -1), Shape.of(-1, -1)));
    assertThat(form.outputs().getLast().dataType()).isEqualTo(DataType.BYTES);
    assertThat(form.outputs().getLast().model()).isEqualTo(Shape.of(-1));
  }

  @Test
  void samples_are_read_with_their_rows_and_files() throws Exception {
    WarmupSample sample = Triton.read(Triton.EVERY_FIELD).warmup().getFirst();

    assertThat(sample.rows()).isEqualTo(2);
    assertThat(sample.count()).isEqualTo(3);
    assertThat(sample.inputs())
        .containsExactlyInAnyOrder(
            new WarmupSample.Input("x", DataType.FP32, Shape.of(-1, 4), new Content.Numbers()),
            new WarmupSample.Input(
                "ids",
                DataType.INT64,
                Shape.of(-1, 1),
                new Content.InFile(Path.of("m/warmup/ids.raw"))));
  }

  @Test
  void an_empty_file_says_nothing() throws Exception {
    TritonSettings read = Triton.read("");

    assertThat(read.choice()).isEqualTo(new TritonSettings.Choice("", new VersionPolicy.Latest(1)));
    assertThat(read.form()).isEqualTo(WireForm.AS_THE_MODEL);
    assertThat(read.running()).isEqualTo(new TritonSettings.Running("cpu", 0, 0, Set.of()));
    assertThat(read.scheduling().batching()).isEqualTo(BatchingSettings.DEFAULT);
    assertThat(read.scheduling().levels()).isNull();
    assertThat(read.told().configuration()).isEmpty();
    assertThat(read.told().ignored()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_batch_size: 0                     | FALSE | 10",
        "input { name: 'x' dims: [ 2, 3 ] }    | FALSE | 10",
        "output { name: 'y' }                  | FALSE | 10",
        "max_batch_size: 1                     | AUTO  | 1",
        "max_batch_size: 64                    | AUTO  | 64",
      })
  void rows_share_runs_where_the_file_says_that_there_are_rows(
      String text, Invariance invariance, int max) throws Exception {
    BatchingSettings batching = Triton.read(text).scheduling().batching();

    assertThat(batching.invariance()).isEqualTo(invariance);
    assertThat(batching.maxBatchSize()).isEqualTo(max);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: KIND_CPU            | cpu    | 1",
        "kind: KIND_CPU count: 4   | cpu    | 4",
        "kind: KIND_GPU            | cuda:0 | 1",
        "kind: KIND_GPU gpus: 2    | cuda:2 | 1",
        "gpus: [ 1 ]               | cuda:1 | 1",
        "count: 2                  | auto   | 2",
        "kind: KIND_MODEL          | auto   | 1",
      })
  void an_instance_group_says_where_and_how_often(String group, String device, int instances)
      throws Exception {
    TritonSettings.Running running = Triton.read("instance_group { " + group + " }").running();

    assertThat(running.device()).isEqualTo(device);
    assertThat(running.instances()).isEqualTo(instances);
  }

  @Test
  void a_queue_without_levels_may_have_a_timeout() throws Exception {
    String policy = "default_queue_policy { default_timeout_microseconds: 250 }";

    assertThat(Triton.read("dynamic_batching { " + policy + " }").scheduling().levels())
        .isEqualTo(new PriorityLevels(0, 0, Duration.ofNanos(250_000), Map.of()));
  }

  @Test
  void what_would_be_delayed_is_not_refused_and_said_to_be_ignored() throws Exception {
    TritonSettings read =
        Triton.read(
            "dynamic_batching { default_queue_policy { timeout_action: DELAY"
                + " default_timeout_microseconds: 250 } }");

    assertThat(read.scheduling().levels()).isNull();
    assertThat(read.told().ignored())
        .containsExactly(
            "default_queue_policy.default_timeout_microseconds with DELAY (nothing is refused)");
  }

  @Test
  void order_is_kept_by_running_first_what_came_first() throws Exception {
    assertThat(
            Triton.read("dynamic_batching { preserve_ordering: true }")
                .scheduling()
                .batching()
                .policy())
        .isEqualTo(Policy.FIFO);
  }

  @Test
  void times_longer_than_anything_are_a_century() throws Exception {
    TritonSettings read =
        Triton.read("dynamic_batching { max_queue_delay_microseconds: 18446744073709551615 }");

    assertThat(read.scheduling().batching().maxQueueDelay()).isEqualTo(Duration.ofDays(36_500));
  }

  @Test
  void only_floating_point_scores_of_one_output_have_labels() throws Exception {
    String outputs =
        """
        output { name: "i" data_type: TYPE_INT64 dims: 3 label_filename: "i.txt" }
        output { name: "p" data_type: TYPE_FP32 dims: 3 label_filename: "p.txt" }
        output { name: "q" data_type: TYPE_FP32 dims: 3 label_filename: "q.txt" }
        """;

    TritonSettings read = Triton.read(outputs);

    assertThat(read.labels().output()).isEqualTo("p");
    assertThat(read.told().ignored())
        .containsExactly(
            "label_filename of i (no floating-point scores)",
            "label_filename of q (one output has labels)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metric_tags { key: 'a' value: 'b' }",
        "cc_model_filenames { key: 'a' value: 'b' }",
        "optimization { cuda { graphs: true } }",
        "model_operations { op_library_filename: 'a' }",
        "model_transaction_policy { decoupled: true }",
        "model_repository_agents { agents { name: 'checksum' } }",
        "model_metrics { metric_control { } }",
        "runtime: 'python'",
      })
  void what_changes_nothing_is_listed(String text) throws Exception {
    String field = text.split("[ :]")[0];

    assertThat(Triton.read(text).told().ignored())
        .hasSize(1)
        .allSatisfy(each -> assertThat(each).startsWith(field));
  }

  @Test
  void every_path_that_is_read_is_a_field() {
    assertThat(IgnoredFields.READ)
        .allSatisfy(
            path -> {
              var type = ModelConfig.getDescriptor();
              for (String name : path.split("\\.")) {
                var field = type.findFieldByName(name);
                assertThat(field).as(path).isNotNull();
                type = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : type;
              }
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: 'other'        | 1:1: name: other (expected: m, as its folder is called)",
        "max_batch_size: -1   | 1:1: max_batch_size: -1 (expected: 0 to 2147483647)",
        "\\nplatform: 'tensorrt_plan' | 2:1: platform: tensorrt_plan (expected: onnxruntime_onnx;"
            + " for others export the model to ONNX)",
        "backend: 'python'    | 1:1: backend: python (expected: onnxruntime;"
            + " for others export the model to ONNX)",
        "platform: 'ensemble' | 1:1: platform: ensemble (expected: onnxruntime_onnx; several"
            + " models behind one name are a pipeline, and there are none yet)",
        "ensemble_scheduling { step { model_name: 'a' } } | 1:1: platform: ensemble (expected:"
            + " onnxruntime_onnx; several models behind one name are a pipeline, and there are"
            + " none yet)",
        "sequence_batching { } | 1:1: sequence_batching: not served (expected: a model whose"
            + " requests do not depend on one another: make what it keeps between them an input"
            + " and an output)",
        "batch_input { }      | 1:1: batch_input: not served (expected: inputs that requests bring)",
        "batch_output { }     | 1:1: batch_output: not served (expected: outputs with a row for"
            + " each row of the inputs)",
        "default_model_filename: '../x' | 1:1: default_model_filename: ../x (expected: the name of"
            + " a file in each version's folder)",
        "version_policy { specific { versions: -2 } } | 1:1: versions: -2 (expected: >= 0)",
        "input { dims: 1 }    | 1:1: name: missing (expected: the name that the model has for it)",
        "input { name: 'x' dims: 0 } | 1:19: dims: 0 (expected: -1 or >= 1)",
        "input { name: 'x' dims: 4 reshape { shape: 3 } } | 1:27: reshape: [3] (expected: as many"
            + " elements as [4], in the same order around each -1)",
        "instance_group { count: -1 } | 1:18: count: -1 (expected: 1 to 1024)",
        "instance_group { kind: KIND_GPU gpus: -1 } | 1:33: gpus: -1 (expected: 0 to 999)",
        "parameters { key: 'intra_op_thread_count' value { string_value: 'x' } } | 1:1:"
            + " parameters.intra_op_thread_count: x (expected: 0 to 1024)",
        "dynamic_batching { priority_levels: 2 } | 1:1: default_priority_level: 0 (expected: 1 to"
            + " 2)",
        "dynamic_batching { priority_queue_policy { key: 1 value { } } } | 1:20:"
            + " priority_queue_policy: 1 (expected: none without priority_levels)",
        "dynamic_batching { preserve_ordering: true priority_levels: 2 default_priority_level: 1 }"
            + " | 1:20: preserve_ordering: true (expected: false, as there are several"
            + " priority_levels)",
        "model_warmup { batch_size: 1 inputs { key: 'x' value { dims: 1 zero_data: true } } } |"
            + " 1:30: x: no data_type (expected: a type such as TYPE_FP32)",
        "model_warmup { } | 1:1: batch_size: 0 (expected: 1 to 1)",
        "model_warmup { batch_size: 1 inputs { key: 'x' value { data_type: TYPE_FP32 } } } | 1:30:"
            + " x: no data (expected: zero_data, random_data or input_data_file)",
      })
  void what_cannot_be_served_says_where_and_why(String text, String expected) {
    assertThatThrownBy(() -> Triton.read(text.replace("\\n", "\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("m/config.pbtxt:" + expected);
  }

  @Test
  void all_problems_are_told_at_once() {
    String text =
        """
        name: "other"
        max_batch_size: -1
        input { name: "x" dims: [ -7 ] }
        instance_group { count: 5000 }
        """;

    assertThatThrownBy(() -> Triton.read(text))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.place().line())
                    .isEqualTo(List.of(1, 2, 3, 4)));
  }

  @Test
  void files_outside_are_refused() {
    assertThatThrownBy(
            () -> Triton.read(Triton.EVERY_FIELD, name -> Optional.of("not there: " + name)))
        .hasMessageContaining(
            "label_filename: labels.txt (expected: a file in the model's folder; this is not"
                + " there: labels.txt)")
        .hasMessageContaining("input_data_file: warmup/ids.raw (expected: a file");
  }

  @Test
  void the_whole_file_is_told_as_it_was_written() throws Exception {
    Map<String, Object> told = Triton.read(Triton.EVERY_FIELD).told().configuration();

    assertThat(told).containsEntry("max_batch_size", 8).containsEntry("backend", "onnxruntime");
    assertThat(told.get("instance_group").toString())
        .isEqualTo("[{count=2, kind=KIND_CPU}, {count=1, kind=KIND_CPU}]");
    assertThat(told.get("parameters").toString())
        .isEqualTo("{intra_op_thread_count={string_value=4}}");
    assertThat(told.get("version_policy").toString()).isEqualTo("{specific={versions=[1, 3]}}");
  }
}
