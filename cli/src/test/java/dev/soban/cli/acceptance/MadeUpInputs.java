package dev.soban.cli.acceptance;

import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;

/** Seeded inputs that fit a model's metadata; dimensions that vary are 1 unless known better. */
final class MadeUpInputs {
  /** Shapes that the metadata leave open and the models do not. */
  private static final Map<String, List<Long>> SHAPES =
      Map.of(
          "eye_state.seeta6_eye_state _origin_data_22", TensorValue.shape(1, 96, 96, 3),
          "face_attr.seeta6_pose_estimation _input_24", TensorValue.shape(1, 3, 90, 90),
          "audio.silero_vad input", TensorValue.shape(1, 576),
          "text.tinyllama260k.model past_kv", TensorValue.shape(4, 2, 1, 4, 0, 16));

  private static final int WORDS = 4;

  private final Random random = new Random(20_260);
  private final String model;

  MadeUpInputs(String model) {
    this.model = model;
  }

  Question question(Map<String, Object> metadata) {
    Question question = new Question();
    inputs(metadata).forEach(question::input);
    return question;
  }

  /** By name, in the model's order. */
  Map<String, TensorValue> inputs(Map<String, Object> metadata) {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    for (Object entry : Json.list(metadata.get("inputs"))) {
      Map<String, Object> input = Json.object(entry);
      String name = (String) input.get("name");
      inputs.put(name, value(name, (String) input.get("datatype"), shape(name, input)));
    }
    return inputs;
  }

  private List<Long> shape(String name, Map<String, Object> input) {
    double[] dims = Json.numbers(input.get("shape"));
    if (model.startsWith("text.") && dims.length == 2) {
      return TensorValue.shape(1, WORDS);
    }
    List<Long> open = Arrays.stream(dims).mapToObj(dim -> dim < 0 ? 1 : (long) dim).toList();
    return SHAPES.getOrDefault(model + " " + name, open);
  }

  private TensorValue value(String name, String dataType, List<Long> shape) {
    int count = (int) shape.stream().mapToLong(dim -> dim).reduce(1, (a, b) -> a * b);
    DoubleStream values =
        switch (name) {
          case "sr" -> DoubleStream.of(16_000);
          case "attention_mask" -> DoubleStream.generate(() -> 1).limit(count);
          default -> random.doubles(count);
        };
    boolean whole = dataType.contains("INT");
    return TensorValue.numbers(
        dataType, shape, values.map(v -> whole && v < 1 ? Math.floor(v * 2) : v).toArray());
  }
}
