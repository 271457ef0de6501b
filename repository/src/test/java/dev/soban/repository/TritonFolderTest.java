package dev.soban.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders with a config.pbtxt, as Triton has them. */
class TritonFolderTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void layOut() throws Exception {
    root = Files.createDirectories(folder.resolve("models"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                             | 10",
        "version_policy { all { } }                   | 1 2 10",
        "version_policy { latest { } }                | 10",
        "version_policy { latest { num_versions: 2 } } | 2 10",
        "version_policy { specific { versions: [ 1, 10 ] } } | 1 10",
      })
  void the_version_policy_chooses_among_the_versions(String policy, String served)
      throws Exception {
    versions("m", "1", "2", "10");
    write("m/config.pbtxt", policy == null ? "" : policy);

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models())
        .extracting(entry -> entry.id().version())
        .containsExactly(served.split(" "));
    assertThat(scanned.passedOver()).hasSize(3 - served.split(" ").length);
    assertThat(scanned.rejected()).isEmpty();
  }

  @Test
  void without_a_config_every_version_is_served() throws Exception {
    versions("m", "1", "2");

    assertThat(ModelRepository.scan(root).models()).hasSize(2);
    assertThat(ModelRepository.scan(root).passedOver()).isEmpty();
  }

  @Test
  void a_version_that_is_wanted_and_not_there_is_told() throws Exception {
    versions("m", "1");
    write("m/config.pbtxt", "version_policy { specific { versions: [ 1, 7 ] } }");

    assertThat(ModelRepository.scan(root).rejected())
        .containsExactly(
            new RejectedEntry("m", "7", "not there, but in the version_policy's versions"));
  }

  @Test
  void the_file_may_be_called_otherwise_and_be_a_folder() throws Exception {
    write("named/1/net.bin", "");
    write("named/config.pbtxt", "default_model_filename: 'net.bin'");
    write("missing/1/model.onnx", "");
    write("missing/config.pbtxt", "default_model_filename: 'net.onnx'");
    write("large/1/model.onnx/model.onnx", "");
    write("large/1/model.onnx/weights.bin", "");
    write("large/config.pbtxt", "");

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models())
        .extracting(ModelEntry::file)
        .containsExactly(
            root.resolve("large/1/model.onnx/model.onnx"), root.resolve("named/1/net.bin"));
    assertThat(scanned.rejected())
        .containsExactly(
            new RejectedEntry(
                "missing", "1", "no net.onnx, the default_model_filename (found: model.onnx)"));
  }

  @Test
  void model_yaml_goes_before_config_pbtxt_key_by_key() throws Exception {
    versions("m", "1");
    write("m/labels.txt", "a\nb");
    write(
        "m/config.pbtxt",
        """
        max_batch_size: 8
        output { name: "p" data_type: TYPE_FP32 dims: 2 label_filename: "labels.txt" }
        instance_group { count: 3 kind: KIND_CPU }
        dynamic_batching { max_queue_delay_microseconds: 100 preserve_ordering: true
          default_queue_policy { max_queue_size: 16 default_timeout_microseconds: 10 } }
        response_cache { enable: true }
        """);
    write(
        "m/model.yaml",
        """
        description: both
        batching: {max_batch_size: 4}
        limits: {timeout: 2s}
        cache: {ttl: 1m}
        """);

    ModelSettings settings = ModelRepository.scan(root).models().getFirst().settings();

    assertThat(settings.description()).isEqualTo("both");
    assertThat(settings.batching().maxBatchSize()).isEqualTo(4);
    assertThat(settings.batching().maxQueueDelay()).isEqualTo(Duration.ofNanos(100_000));
    assertThat(settings.batching().policy()).isEqualTo(Policy.FIFO);
    assertThat(settings.batching().invariance()).isEqualTo(Invariance.AUTO);
    assertThat(settings.execution().instances()).isEqualTo(3);
    assertThat(settings.execution().intraOpThreads()).isEqualTo(ModelSettings.Execution.AUTO);
    assertThat(settings.limits().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.limits().maxQueueRequests()).isEqualTo(16);
    assertThat(settings.cache().enabled()).isTrue();
    assertThat(settings.cache().ttl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.guards().levels().queueTimeout()).isEqualTo(Duration.ofNanos(10_000));
    assertThat(settings.output().name()).isEqualTo("p");
    assertThat(settings.output().labels().read()).containsExactly("a", "b");
  }

  @Test
  void optional_inputs_are_those_that_requests_may_override() throws Exception {
    versions("m", "1");
    write("m/config.pbtxt", "input { name: 'k' dims: 1 optional: true }");

    assertThat(
            ModelRepository.scan(root)
                .models()
                .getFirst()
                .settings()
                .execution()
                .overridableInputs())
        .containsExactly("k");
  }

  @Test
  void a_bad_config_names_its_place_and_hides_nothing_else() throws Exception {
    versions("good", "1");
    versions("bad", "1", "2");
    write("bad/config.pbtxt", "name: \"bad\"\nplatform: \"tensorrt_plan\"");
    versions("broken", "1");
    write("broken/config.pbtxt", "input [ {");

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models()).extracting(entry -> entry.id().name()).containsExactly("good");
    assertThat(scanned.rejected())
        .extracting(RejectedEntry::version)
        .containsExactly("1", "2", "1");
    assertThat(scanned.rejected().getFirst().reason())
        .startsWith(root.resolve("bad/config.pbtxt") + ":2:1: platform: tensorrt_plan");
    assertThat(scanned.rejected().getLast().reason())
        .startsWith(root.resolve("broken/config.pbtxt") + ":1:");
  }

  @Test
  void a_config_that_leads_elsewhere_is_not_read() throws Exception {
    versions("m", "1");
    Path outside = Files.writeString(folder.resolve("outside.pbtxt"), "name: \"m\"");
    Files.createSymbolicLink(root.resolve("m/config.pbtxt"), outside);

    assertThat(ModelRepository.scan(root).rejected().getFirst().reason())
        .contains("expected: a place inside the models folder");
  }

  @Test
  void an_equal_config_is_no_change_and_another_is() throws Exception {
    versions("m", "1");
    write("m/config.pbtxt", "max_batch_size: 8");
    EntryStamps before = stamps();

    write("m/config.pbtxt", "max_batch_size: 8");
    assertThat(stamps()).isEqualTo(before);

    write("m/config.pbtxt", "max_batch_size: 9");
    assertThat(stamps()).isNotEqualTo(before);
  }

  private EntryStamps stamps() throws Exception {
    return EntryStamps.of(ModelRepository.scan(root).models().getFirst(), root);
  }

  private void versions(String model, String... versions) throws Exception {
    for (String version : List.of(versions)) {
      write(model + "/" + version + "/model.onnx", "");
    }
    assertThat(ModelVersion.validName(model)).isTrue();
  }

  private void write(String relative, String text) throws Exception {
    Path file = root.resolve(relative);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
