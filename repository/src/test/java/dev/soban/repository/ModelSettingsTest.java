package dev.soban.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.cache.CacheSettings;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.TurnSettings;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSettingsTest {
  /** Of detectors; no one head has them all. */
  private static final List<String> EVERY_DETECTOR_KEY =
      List.of(
          """
          output:
            type: detection
            head: ssd
            boxes: boxes
            scores: scores
            threshold: 0.4
            activation: sigmoid
            background: last
            box_format: offsets
            box_unit: pixels
            strides: [8, 16]
            prior_sizes: [[10, 16], [32]]
            variances: [0.2, 0.3]
            iou: 0.6
            nms: class_agnostic
            max_detections: 7
          """,
          """
          output: {type: detection, head: ssd, box_format: offsets, priors: labels.txt}
          """,
          """
          output: {type: detection, head: yunet, outputs: [a, b, c, d], strides: [8]}
          """,
          """
          output: {type: detection, head: yolox, score_combination: class, classes: 2, keypoints: 0}
          """);

  static final String EVERY_KEY =
      """
      description: What is on the table
      engine: onnx
      device: cuda
      instances: 2
      turn_weight: 3
      intra_op_threads: 4
      overridable_inputs: [threshold]
      inputs:
        - {name: data, datatype: FP32, shape: [-1, 3, 224, 224]}
      outputs:
        - name: 5
      image:
        input: data
        width: 224
        height: 192
        resize: short_side_crop
        short_side: 256
        filter: bilinear
        pad: 114
        channels: bgr
        layout: nhwc
        datatype: FP16
        scale: 1/255
        mean: [0.5, 0.25, 0.125]
        std: 2
        decoder: imageio
        limits: {max_size: 1MiB, max_pixels: 1000, max_side: 100, max_frames: 3}
      output:
        type: classification
        name: prob
        softmax: true
        top_k: 3
        labels: labels.txt
      csv:
        header: false
        charset: cp949
        delimiter: tab
        columns: {data: [키, 몸무게], other: a}
      batching:
        max_batch_size: 4
        max_queue_delay: 5ms
        policy: mlfq
        batch_invariant: false
        tick: 7ms
        tick_from: arrival
        split: tens
        merge: false
        quantum: 3
        boost_after: 4s
        levels: [{quantum: 10, workers: 1}, {quantum: 40}]
        queue_target: 300ms
      warmup: {enabled: false, count: 9}
      limits:
        timeout: 2s
        max_queue_requests: 7
        max_request_size: 10KB
        max_queue_rows: 70
        max_queue_bytes: 1MiB
      aliases: {champion: 3, challenger: 1.2.0-a.b}
      pinned: true
      memory: 200MiB
      readiness: {within: 0ms}
      cache: {enabled: true, max_size: 1GiB, ttl: 10m, across_tenants: true, prewarm: often.jsonl}
      admission: {adaptive: {min: 2, max: 50}, reserve: 0.2} # or max_concurrency: 8
      breaker:
        failure_rate: 0.3
        slow_call: 2s
        slow_rate: 0.8
        window: 30s
        min_calls: 5
        open_for: 10s
        trials: 2
      step_timeout: 300ms
      fallback:
        - stale: 10m
        - model: small/champion
        - constant: {outputs: [{name: y, datatype: FP32, shape: [1, 2], data: [0.5, 0.25]}]}
      prediction_log: {sample: 0.1, inputs: true, outputs: values, max_tensor_size: 1KiB}
      """;

  @TempDir Path temp;
  private Path root;
  private Path model;
  private Containment containment;

  @BeforeEach
  void layOut() throws Exception {
    root = Files.createDirectories(temp.resolve("models"));
    model = Files.createDirectories(root.resolve("m"));
    containment = Containment.of(root);
    Files.writeString(model.resolve("often.jsonl"), "{}");
    Files.writeString(model.resolve("labels.txt"), "\uFEFF고양이\r\n강아지\r\n");
  }

  @Test
  void every_key_is_read() throws Exception {
    ModelSettings settings = read(EVERY_KEY);

    assertThat(settings.description()).isEqualTo("What is on the table");
    assertThat(settings.execution())
        .isEqualTo(
            new ModelSettings.Execution(
                ModelSettings.Engine.ONNX, "cuda:0", 2, 4, List.of("threshold"), 3));
    TensorDeclaration input = settings.declarations().inputs().getFirst();
    assertThat(input.name()).isEqualTo("data");
    assertThat(input.dataType()).isEqualTo(DataType.FP32);
    assertThat(input.shape()).isEqualTo(Shape.of(-1, 3, 224, 224));
    assertThat(settings.declarations().outputs().getFirst().name()).isEqualTo("5");
    assertThat(settings.batching())
        .isEqualTo(
            new BatchingSettings(
                4,
                Duration.ofMillis(5),
                BatchingSettings.Policy.MLFQ,
                BatchingSettings.Invariance.FALSE,
                new TurnSettings(
                    Duration.ofMillis(7),
                    TurnSettings.TickFrom.ARRIVAL,
                    TurnSettings.Split.TENS,
                    false,
                    3,
                    Duration.ofSeconds(4),
                    List.of(new TurnSettings.Level(10, 1), new TurnSettings.Level(40, 0)),
                    Duration.ofMillis(300))));
    assertThat(settings.warmup()).isEqualTo(new ModelSettings.Warmup(false, 9));
    assertThat(settings.limits())
        .isEqualTo(new ModelSettings.Limits(Duration.ofSeconds(2), 7, 10_000L, 70, 1 << 20));
    assertThat(settings.upkeep())
        .isEqualTo(new ModelSettings.Upkeep(true, Duration.ZERO, 200L << 20));
    assertThat(settings.aliases()).isEqualTo(Map.of("champion", "3", "challenger", "1.2.0-a.b"));
    assertThat(settings.cache())
        .isEqualTo(
            new CacheSettings(
                true,
                1L << 30,
                Duration.ofMinutes(10),
                true,
                Optional.of(model.resolve("often.jsonl"))));
  }

  @Test
  void requests_to_prewarm_with_lie_in_the_models_folder() {
    assertThatThrownBy(() -> read("cache: {prewarm: ../secrets}"))
        .hasMessageContaining("prewarm: ../secrets (expected: a file in the model's folder");
    assertThatThrownBy(() -> read("cache: {prewarm: missing.jsonl}"))
        .hasMessageContaining("prewarm: missing.jsonl (expected: a file in the model's folder");
  }

  @Test
  void picture_output_and_csv_are_read() throws Exception {
    ModelSettings settings = read(EVERY_KEY);

    PictureDeclaration image = Objects.requireNonNull(settings.image());
    assertThat(image.target())
        .isEqualTo(
            new PictureDeclaration.Target(
                "data",
                224,
                192,
                PictureInput.Channels.BGR,
                PictureInput.Layout.NHWC,
                DataType.FP16));
    assertThat(image.resizing())
        .isEqualTo(
            new PictureDeclaration.Resizing(
                PictureInput.Resize.SHORT_SIDE_CROP, 256, PictureInput.Filter.BILINEAR, 114));
    assertThat(image.samples())
        .isEqualTo(
            new PictureDeclaration.Samples(1.0 / 255, List.of(0.5, 0.25, 0.125), List.of(2.0)));
    assertThat(image.decoder()).isEqualTo(PictureInput.Decoder.IMAGEIO);
    assertThat(image.limits()).isEqualTo(new PictureInput.Limits(1 << 20, 1000, 100, 3));
    assertThat(settings.output().type()).isEqualTo(OutputDeclaration.Type.CLASSIFICATION);
    assertThat(settings.output().name()).isEqualTo("prob");
    assertThat(settings.output().softmax()).isTrue();
    assertThat(settings.output().topK()).isEqualTo(3);
    assertThat(settings.output().labels().read()).containsExactly("고양이", "강아지");
    assertThat(settings.csv().header()).isEqualTo(CsvSettings.Header.FALSE);
    assertThat(settings.csv().charset().newEncoder().canEncode('뷁')).isTrue();
    assertThat(settings.csv().delimiter()).isEqualTo('\t');
    assertThat(settings.csv().columns())
        .isEqualTo(Map.of("data", List.of("키", "몸무게"), "other", List.of("a")));
  }

  @Test
  void empty_file_is_all_defaults() throws Exception {
    assertThat(read("").batching()).isEqualTo(ModelSettings.DEFAULT.batching());
    assertThat(read("").image()).isNull();
    assertThat(read("").output().type()).isEqualTo(OutputDeclaration.Type.TENSORS);
    assertThat(read("# 주석\n").limits()).isEqualTo(ModelSettings.Limits.DEFAULT);
  }

  @Test
  void empty_image_is_a_picture_input_as_the_model_says() throws Exception {
    PictureDeclaration image = Objects.requireNonNull(read("image: {}").image());

    assertThat(image.target())
        .isEqualTo(new PictureDeclaration.Target(null, null, null, null, null, null));
    assertThat(image.limits()).isEqualTo(PictureInput.Limits.DEFAULT);
  }

  @Test
  void schema_and_reader_know_the_same_keys_and_the_example_has_all() throws Exception {
    SchemaCheck schema = SchemaCheck.of("model.schema.json");
    List<String> listKeys = List.of("inputs", "outputs", "batching.levels", "fallback");
    List<String> outsideLists =
        schema.keys().stream()
            .map(
                key ->
                    listKeys.stream()
                        .filter(list -> key.startsWith(list + "."))
                        .findFirst()
                        .orElse(key))
            .distinct()
            .toList();

    assertThat(ModelSettingsReader.keys()).containsExactlyInAnyOrderElementsOf(outsideLists);
    assertThat(schema.keys())
        .allSatisfy(
            key ->
                assertThat(EVERY_KEY + EVERY_DETECTOR_KEY)
                    .contains(key.substring(key.lastIndexOf('.') + 1) + ":"));
    assertThat(schema.complaints(EVERY_KEY)).isEmpty();
  }

  @Test
  void what_is_said_of_a_detector_is_kept() throws Exception {
    for (String yaml : EVERY_DETECTOR_KEY) {
      assertThat(SchemaCheck.of("model.schema.json").complaints(yaml)).isEmpty();
      assertThat(read(yaml).output().type()).isEqualTo(OutputDeclaration.Type.DETECTION);
    }
    DetectionOutput ssd = read(EVERY_DETECTOR_KEY.getFirst()).output().detector().said();

    assertThat(ssd)
        .isEqualTo(
            new DetectionOutput(
                DetectionOutput.Head.SSD,
                new DetectionOutput.Sources("boxes", "scores", List.of()),
                new DetectionOutput.Scoring(
                    0.4, DetectionOutput.Activation.SIGMOID, null, DetectionOutput.Background.LAST),
                new DetectionOutput.Boxes(
                    DetectionOutput.Form.OFFSETS,
                    DetectionOutput.Unit.PIXELS,
                    List.of(8, 16),
                    new DetectionOutput.Priors(
                        List.of(List.of(10.0, 16.0), List.of(32.0)), List.of()),
                    List.of(0.2, 0.3)),
                new DetectionOutput.Selection(0.6, DetectionOutput.Suppression.CLASS_AGNOSTIC, 7),
                new DetectionOutput.Kinds(null, null, List.of())));
  }

  @Test
  void a_detector_without_more_is_left_to_its_head() throws Exception {
    OutputDeclaration output = read("output: {type: detection, head: yolov8}").output();

    assertThat(output.detection()).contains(DetectionOutput.of(DetectionOutput.Head.YOLOV8));
    assertThat(read("{}").output().detection()).isEmpty();
  }

  @Test
  void priors_are_read_from_their_file_with_the_labels() throws Exception {
    Files.writeString(model.resolve("priors.txt"), "0.5 0.25 1 0.5\n\n0.1, 0.2, 0.3, 0.4\n");
    OutputDeclaration output =
        read("output: {type: detection, head: ssd, box_format: offsets, priors: priors.txt,"
                + " labels: [고양이]}")
            .output();

    DetectionOutput detection = output.detection().orElseThrow();

    assertThat(detection.boxes().priors().listed())
        .containsExactly(
            new DetectionOutput.Prior(0.5, 0.25, 1, 0.5),
            new DetectionOutput.Prior(0.1, 0.2, 0.3, 0.4));
    assertThat(detection.kinds().labels()).containsExactly("고양이");
  }

  @Test
  void priors_are_a_file_in_the_folder_of_the_model() {
    for (String file : List.of("none.txt", "../outside.txt")) {
      assertThatThrownBy(
              () ->
                  read(
                      "output: {type: detection, head: ssd, box_format: offsets, priors: "
                          + file
                          + "}"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(
              "priors: " + file + " (expected: a file in the model's folder; this");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'0.5 0.5 1'       | priors.txt:1:1: no prior (expected: centre x and y, width, height",
        "'0.5 0.5 1 1 1'   | priors.txt:1:1: no prior",
        "'0.5 0.5 0 1'     | priors.txt:1:1: no prior",
        "'1 1 1 1\n1 1 1 x' | priors.txt:2:1: no prior",
        "'1 1 1 NaN'       | priors.txt:1:1: no prior",
        "''                | priors.txt: no priors (expected: one per line)",
      })
  void priors_that_are_none_say_where(String text, String expected) throws Exception {
    Files.writeString(model.resolve("priors.txt"), text);
    OutputDeclaration output =
        read("output: {type: detection, head: ssd, box_format: offsets, priors: priors.txt}")
            .output();

    assertThatThrownBy(output::detection)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "output: {type: tensors}",
        "output: {type: classification, labels: [고양이, 1, true]}",
        "output: {type: detection, head: yolov8}",
        "output: {type: detection, head: yolox, strides: [8, 16, 32, 64], labels: [사람], nms: none}",
        "output: {type: detection, head: ssd, boxes: b, scores: s, background: last, activation: softmax}",
        "output: {type: detection, head: ultraface, box_format: offsets, variances: [0.1, 0.2]}",
        "output: {type: detection, head: ssd, box_format: offsets, strides: [8, 16], prior_sizes: [[10, 16], 24]}",
        "output: {type: detection, head: yolov5, box_unit: fraction, score_combination: class, classes: 80, keypoints: 0}",
        "output: {type: detection, head: yunet, outputs: [a, b], threshold: 0.6, iou: 0.3, max_detections: 9}",
        "batching: {batch_invariant: true}",
        "batching: {batch_invariant: auto}",
        "batching: {policy: round-robin, merge: false, quantum: 10}",
        "batching: {policy: fifo, tick: 5ms, tick_from: oldest}",
        "batching: {policy: mlfq, boost_after: 0s, levels: [{quantum: 1}]}",
        "batching: {queue_target: 0ms, quantum: 1, boost_after: 1s}",
        "csv: {header: auto}",
        "csv: {columns: {x: 1}}",
        "device: cuda:1",
        "instances: auto",
        "image: {mean: 127, std: 128.0}",
        "image: {scale: 0.00392}",
        "limits: {max_request_size: 1024}",
        "cache: {enabled: true}",
        "cache: {ttl: 0s}",
        "aliases: {champion: \"2\"}",
        "inputs: [{name: x}]",
        "inputs: [{name: x, shape: []}]",
      })
  void reader_and_schema_accept(String yaml) throws Exception {
    assertThat(read(yaml)).isNotNull();
    assertThat(SchemaCheck.of("model.schema.json").complaints(yaml)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'batching:\n  max_batch_size: zero' | 2:19: max_batch_size: zero (expected: a whole number >= 1)",
        "'batching: {max_batch_size: 0}'     | 1:28: max_batch_size: 0 (expected: a whole number >= 1)",
        "'batching: {max_queue_delay: 5}'    | 1:29: max_queue_delay: 5 (expected: a duration",
        "'batching: {policy: lifo}'          | 1:20: policy: lifo (expected: one of adaptive, fifo, round-robin, mlfq)",
        "'batching: {levels: [{quantum: 1}]}' | 1:20: levels: a list (expected: only with policy: mlfq)",
        "'batching: {policy: mlfq, levels: [{}]}' | 1:35: quantum: missing (expected: a whole number >= 1)",
        "'batching: {policy: fifo, quantum: 1}' | 1:35: quantum: 1 (expected: not with policy: fifo)",
        "'batching: {policy: fifo, boost_after: 1s}' | 1:39: boost_after: 1s (expected: only with policy: adap",
        "'batching: {tick_from: arrival}'    | 1:23: tick_from: arrival (expected: only with a tick)",
        "'batching: {split: halves}'         | 1:19: split: halves (expected: one of rows, tens)",
        "'limits: {max_queue_rows: 0}'       | 1:26: max_queue_rows: 0 (expected: a whole number >= 1)",
        "'batching: {batch_invariant: yes}'  | 1:29: batch_invariant: yes (expected: one of auto",
        "'batching: 10'                      | 1:11: batching: 10 (expected: settings as key: value)",
        "'batchng: {}'                       | 1:1: batchng: unknown key (did you mean batching?)",
        "'cache: {max_size: 0}'              | 1:19: max_size: 0 (expected: a size",
        "'cache: {ttl: 5}'                   | 1:14: ttl: 5 (expected: a duration",
        "'cache: true'                       | 1:8: cache: true (expected: settings as key: value)",
        "'engine: pytorch'                   | 1:9: engine: pytorch (expected: one of onnx)",
        "'device: gpu'                       | 1:9: device: gpu (expected: cpu, cuda:0 or auto)",
        "'instances: 0'                      | 1:12: instances: 0 (expected: auto or a whole number",
        "'overridable_inputs: x'             | 1:21: overridable_inputs: x (expected: a list",
        "'inputs: [{datatype: FP32}]'        | 1:10: name: missing (expected: text)",
        "'inputs: [{name: x, datatype: F1}]' | 1:30: datatype: F1 (expected: a data type such as",
        "'inputs: [{name: x, shape: [-2]}]'  | 1:28: shape: -2 (expected: a whole number >= -1)",
        "'inputs: [5]'                       | 1:10: inputs: 5 (expected: settings as key: value)",
        "'image: true'                       | 1:8: image: true (expected: settings as key: value)",
        "'image: {width: 0}'                 | 1:16: width: 0 (expected: a whole number 1 to",
        "'image: {resize: crop}'             | 1:17: resize: crop (expected: one of stretch",
        "'image: {short_side: 256}'          | 1:21: short_side: 256 (expected: only with resize",
        "'image: {scale: 1/x}'               | 1:16: scale: 1/x (expected: a number or a quotient",
        "'image: {mean: [a]}'                | 1:16: mean: a (expected: a number)",
        "'image: {limits: {max_bytes: 1}}'   | 1:18: max_bytes: unknown key (expected: max_size",
        "'output: {}'                        | 1:9: type: missing (expected: one of tensors",
        "'output: {type: segments}'          | 1:16: type: segments (expected: one of tensors, cl",
        "'output: {type: detection}'         | 1:9: head: missing (expected: one of ssd, ultraf",
        "'output: {type: detection, head: yolov9}' | 1:33: head: yolov9 (expected: one of ssd, u",
        "'output: {type: detection, head: yolov8, top_k: 1}' | 1:48: top_k: 1 (expected: only with type: cl",
        "'output: {type: tensors, iou: 0.5}' | 1:30: iou: 0.5 (expected: only with type: detection",
        "'output: {type: classification, strides: [8]}' | 1:41: strides: a list (expected: only with type: detection",
        "'output: {type: detection, head: yolov8, iou: 2}' | 1:46: iou: 2 (expected: a number from 0 to 1)",
        "'output: {type: detection, head: yolov8, max_detections: 0}' | 1:57: max_detections: 0 (expected: a whole",
        "'output: {type: detection, head: yolov8, strides: [8]}' | 1:50: strides: a list (expected: only with head: ssd, ultraface, yunet, yolox",
        "'output: {type: detection, head: yunet, boxes: b}' | 1:47: boxes: b (expected: only with head: ssd",
        "'output: {type: detection, head: yolox, box_unit: pixels}' | 1:50: box_unit: pixels (expected: only with",
        "'output: {type: detection, head: yolov5, box_format: offsets}' | 1:53: box_format: offsets (expected: offsets only with head: ssd, ultraface",
        "'output: {type: detection, head: yolov5, activation: softmax}' | 1:53: activation: softmax (expected: softmax only with head",
        "'output: {type: detection, head: ssd, variances: [1, 2]}' | 1:49: variances: a list (expected: only with box_format",
        "'output: {type: detection, head: ssd, box_format: offsets, variances: [1]}' | 1:70: variances: a list (expected: two",
        "'output: {type: detection, head: ssd, box_format: offsets, prior_sizes: [0]}' | 1:73: prior_sizes: 0 (expected: a number above 0",
        "'output: {type: tensors, top_k: 1}' | 1:32: top_k: 1 (expected: only with type: classif",
        "'output: {type: classification, labels: []}' | 1:40: labels: an empty list (expected: a list of",
        "'csv: {charset: euc-kr}'            | 1:16: charset: euc-kr (expected: one of utf-8, cp949)",
        "'csv: {header: maybe}'              | 1:15: header: maybe (expected: one of auto, true",
        "'warmup: {count: 0}'                | 1:17: count: 0 (expected: a whole number 1 to 1000)",
        "'limits: {timeout: 0s}'             | 1:19: timeout: 0s (expected: a duration",
        "'aliases: {1: 2}'                   | 1:11: 1: not allowed as key (expected: a name of",
        "'aliases: {best: latest}'           | 1:17: best: latest (expected: a version such as 1)",
        "'[]'                                | 1:1: an empty list (expected: settings as key: value)",
      })
  void reader_and_schema_refuse(String yaml, String expected) throws Exception {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(model.resolve("model.yaml") + ":" + expected)
        .message()
        .doesNotContain("\n");
    assertThat(SchemaCheck.of("model.schema.json").complaints(yaml)).isNotEmpty();
  }

  @Test
  void labels_file_stays_in_the_folder_of_the_model() throws Exception {
    Path outside = Files.writeString(root.resolve("outside.txt"), "x");
    Files.createSymbolicLink(model.resolve("inside.txt"), model.resolve("labels.txt"));
    Path far = Files.writeString(temp.resolve("far.txt"), "x");
    Files.createSymbolicLink(model.resolve("out.txt"), far);
    Files.createLink(model.resolve("hard.txt"), outside);

    assertThat(labels("inside.txt")).isEmpty();
    assertThat(labels("./labels.txt")).isEmpty();
    assertThat(labels("../outside.txt")).contains("outside of the model's folder");
    assertThat(labels(far.toString())).contains("outside of the model's folder");
    assertThat(labels("out.txt")).contains("leads to " + far.toRealPath());
    assertThat(labels("hard.txt")).contains("has 2 names, hard links");
    assertThat(labels("none.txt")).contains("unreadable");
    assertThat(labels(".")).contains("expected: a regular file");
  }

  @Test
  void labels_with_a_gap_or_in_another_encoding_are_refused_when_read() throws Exception {
    Path file = model.resolve("labels.txt");
    ModelSettings settings = read("output: {type: classification, labels: labels.txt}");

    Files.writeString(file, "a\n\nb\n");
    assertThatThrownBy(() -> settings.output().labels().read())
        .hasMessage(file + ":2:1: an empty line (expected: a label)");
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> settings.output().labels().read()).hasMessageContaining("empty");
    Files.write(file, "고양이".getBytes(Charset.forName("x-windows-949")));
    assertThatThrownBy(() -> settings.output().labels().read())
        .hasMessage(file + ":1:1: byte 0xB0 (expected: UTF-8)");
  }

  private String labels(String file) throws Exception {
    try {
      read("output: {type: classification, labels: " + file + "}");
      return "";
    } catch (ConfigException e) {
      return e.getMessage();
    }
  }

  private ModelSettings read(String yaml) throws Exception {
    Path file = model.resolve("model.yaml");
    Files.write(file, yaml.getBytes(StandardCharsets.UTF_8));
    return ModelSettings.read(file, containment);
  }
}
