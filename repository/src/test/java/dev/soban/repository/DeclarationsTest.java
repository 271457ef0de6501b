package dev.soban.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationsTest {
  private static final TensorSpec SCORES = fp32("scores", -1, 10);
  private static final TensorSpec LABEL = new TensorSpec("label", DataType.INT64, Shape.of(-1));

  @TempDir Path root;

  @Test
  void picture_input_takes_size_layout_and_channels_from_the_model() throws Exception {
    PictureInput nchw = picture("{}", fp32("data", -1, 3, 192, 224));
    PictureInput nhwc = picture("{}", fp32("data", 1, 28, 30, 1));

    assertThat(nchw.input()).isEqualTo("data");
    assertThat(nchw.fit())
        .isEqualTo(
            new PictureInput.Fit(
                224, 192, PictureInput.Resize.STRETCH, 224, PictureInput.Filter.ANTIALIAS, 0));
    assertThat(nchw.layout()).isEqualTo(PictureInput.Layout.NCHW);
    assertThat(nchw.channels()).isEqualTo(PictureInput.Channels.RGB);
    assertThat(nchw.mean()).containsExactly(0.0, 0.0, 0.0);
    assertThat(nhwc.layout()).isEqualTo(PictureInput.Layout.NHWC);
    assertThat(nhwc.channels()).isEqualTo(PictureInput.Channels.GRAY);
    assertThat(nhwc.fit().width()).isEqualTo(30);
    assertThat(nhwc.fit().height()).isEqualTo(28);
  }

  @Test
  void picture_input_takes_from_the_settings_what_the_model_leaves_open() throws Exception {
    PictureInput input =
        picture(
            "{layout: nhwc, channels: bgr, width: 64, height: 32, std: [1, 2, 3]}",
            fp32("data", -1, -1, -1, -1));

    assertThat(input.fit().width()).isEqualTo(64);
    assertThat(input.channels()).isEqualTo(PictureInput.Channels.BGR);
    assertThat(input.std()).containsExactly(1.0, 2.0, 3.0);
  }

  @Test
  void picture_input_is_the_only_one_of_four_dimensions() throws Exception {
    PictureInput input = picture("{}", fp32("size", 1, 2), fp32("image", 1, 3, 8, 8));

    assertThat(input.input()).isEqualTo("image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{input: x}           | -1,3,8,8   | image: input: x (expected: one of data)",
        "{}                   | -1,64      | expected: an input of four dimensions",
        "{}                   | -1,-1,8,8  | image: layout: missing (expected: nchw or nhwc",
        "{layout: nchw}       | -1,-1,8,8  | image: channels: missing (expected: rgb, bgr or gray",
        "{}                   | -1,3,-1,8  | image: height: missing (expected: a number of pixels",
        "{}                   | -1,3,8,9999999999 | image: width: 9999999999 of the model (exp",
        "{width: 9}           | -1,3,8,8   | image: width: 9 (expected: 8, as in the model)",
        "{channels: gray}     | -1,3,8,8   | image: channels: 1 (expected: 3, as in the model)",
        "{datatype: FP16}     | -1,3,8,8   | image: datatype: FP16 (expected: FP32, as in the",
        "{std: 0}             | -1,3,8,8   | image: std: [0.0, 0.0, 0.0] (expected: no zero)",
        "{mean: [1, 2]}       | -1,3,8,8   | image: mean: 2 values (expected: 1 or 3)",
        "{resize: short_side_crop, short_side: 4} | -1,3,8,8 | short_side: 4 (expected: >= 8)",
      })
  void picture_input_that_does_not_fit_the_model_says_why(
      String yaml, String shape, String expected) {
    long[] dims = List.of(shape.split(",")).stream().mapToLong(Long::parseLong).toArray();

    assertThatThrownBy(() -> picture(yaml, fp32("data", dims)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("model.yaml:1:8: ")
        .hasMessageContaining(expected);
  }

  @Test
  void picture_input_needs_samples_of_a_known_type() {
    TensorSpec wrong = new TensorSpec("data", DataType.INT64, Shape.of(1, 3, 8, 8));

    assertThatThrownBy(() -> picture("{}", wrong))
        .hasMessageContaining("datatype: INT64 of the model (expected: FP32, FP16 or UINT8)");
  }

  @Test
  void classification_reads_the_only_floating_output() throws Exception {
    assertThat(output("{type: classification, softmax: true}", LABEL, SCORES))
        .isEqualTo(new OutputMeaning.Classification("scores", true, 5, List.of()));
    assertThat(output("{type: tensors}", LABEL, SCORES))
        .isEqualTo(new OutputMeaning.PlainTensors());
  }

  @Test
  void classification_needs_as_many_labels_as_classes() {
    assertThatThrownBy(() -> output("{type: classification, labels: [a, b]}", SCORES))
        .hasMessageContaining("model.yaml:1:9: labels: 2 (expected: 10, as scores: FP32[-1,10])");
  }

  @Test
  void classification_without_a_choice_names_the_outputs() {
    assertThatThrownBy(() -> output("{type: classification}", SCORES, fp32("boxes", -1, 4)))
        .hasMessageContaining("output.name: missing (expected: one of scores, boxes)");
    assertThatThrownBy(() -> output("{type: classification, name: x}", SCORES))
        .hasMessageContaining("output.name: x (expected: one of scores)");
    assertThatThrownBy(() -> output("{type: classification}", LABEL))
        .hasMessageContaining("output: label: INT64[-1] (expected: floating-point scores");
  }

  @Test
  void csv_row_is_the_only_input_or_a_column_per_input() throws Exception {
    TensorSpec age = fp32("age", -1, 1);
    TensorSpec city = new TensorSpec("city", DataType.BYTES, Shape.of(-1));

    assertThat(csv("{}", fp32("x", -1, 4)))
        .containsExactly(new CsvSettings.Columns(fp32("x", -1, 4), List.of(), 4));
    assertThat(csv("{}", fp32("x", -1, -1)).getFirst().width()).isEqualTo(-1);
    assertThat(csv("{}", age, city))
        .containsExactly(
            new CsvSettings.Columns(age, List.of("age"), 1),
            new CsvSettings.Columns(city, List.of("city"), 1));
    assertThat(csv("{columns: {age: 나이, city: 도시}}", age, city).get(1).columns())
        .containsExactly("도시");
  }

  @Test
  void csv_that_does_not_fit_the_model_says_why() {
    TensorSpec pair = fp32("pair", -1, 2);

    assertThatThrownBy(() -> csv("{}", pair, SCORES))
        .hasMessageContaining("csv: columns.pair: missing (expected: the names of its columns)");
    assertThatThrownBy(() -> csv("{columns: {pair: a}}", pair))
        .hasMessageContaining("csv: columns.pair: 1 (expected: 2 columns)");
    assertThatThrownBy(() -> csv("{columns: {par: a}}", pair))
        .hasMessageContaining("csv: columns.par (expected: an input of the model)");
    assertThatThrownBy(() -> csv("{}", fp32("image", 1, 3, 8, 8)))
        .hasMessageContaining("(expected: one or two dimensions, to take CSV rows)");
  }

  @Test
  void declared_tensors_narrow_the_signature_and_never_contradict_it() throws Exception {
    Signature model = new Signature(List.of(fp32("x", -1, -1)), List.of(SCORES));

    Signature narrowed = read("inputs: [{name: x, shape: [-1, 4]}]").signature(model);

    assertThat(narrowed.inputs()).containsExactly(fp32("x", -1, 4));
    assertThatThrownBy(() -> read("outputs: [{name: scores, shape: [-1, 9]}]").signature(model))
        .hasMessageContaining(":1:11: shape: [-1,9] (expected: to fit [-1,10] of the model)");
    assertThatThrownBy(() -> read("inputs: [{name: x, datatype: INT8}]").signature(model))
        .hasMessageContaining("datatype: INT8 (expected: FP32, as in the model)");
    assertThatThrownBy(() -> read("inputs: [{name: y}]").signature(model))
        .hasMessageContaining("name: y (expected: one of the model's inputs: x)");
  }

  private PictureInput picture(String yaml, TensorSpec... inputs) throws Exception {
    return Objects.requireNonNull(read("image: " + yaml).image())
        .resolve(new Signature(List.of(inputs), List.of(SCORES)));
  }

  private OutputMeaning output(String yaml, TensorSpec... outputs) throws Exception {
    return read("output: " + yaml)
        .output()
        .resolve(new Signature(List.of(fp32("x", -1, 4)), List.of(outputs)));
  }

  private List<CsvSettings.Columns> csv(String yaml, TensorSpec... inputs) throws Exception {
    return read("csv: " + yaml).csv().resolve(new Signature(List.of(inputs), List.of(SCORES)));
  }

  private ModelSettings read(String yaml) throws Exception {
    return ModelSettings.read(
        Files.writeString(root.resolve("model.yaml"), yaml), Containment.of(root));
  }

  private static TensorSpec fp32(String name, long... dims) {
    return new TensorSpec(name, DataType.FP32, Shape.of(dims));
  }
}
