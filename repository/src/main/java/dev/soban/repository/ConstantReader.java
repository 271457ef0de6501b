package dev.soban.repository;

import dev.soban.core.fallback.ConstantAnswer;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an answer in the form of the Open Inference Protocol, as a model once gave it. */
final class ConstantReader {
  /** What such an answer has beside its outputs, and means nothing here. */
  private static final List<String> PASSED_OVER = List.of("id", "model_name", "model_version");

  private final YamlObject answer;

  ConstantReader(YamlObject answer) {
    this.answer = answer;
  }

  ConstantAnswer read() {
    List<ConstantAnswer.Output> outputs = new ArrayList<>();
    for (YamlObject output : answer.objects("outputs")) {
      output(output).ifPresent(outputs::add);
      output.done();
    }
    if (!answer.has("outputs")) {
      answer.problems().add(answer.place(), "outputs: missing (expected: a list of tensors)");
    }
    PASSED_OVER.forEach(key -> answer.value(key, ScalarType.text()));
    answer.done();
    return new ConstantAnswer(outputs);
  }

  private static Optional<ConstantAnswer.Output> output(YamlObject output) {
    Optional<String> name = output.required("name", ScalarType.text());
    Optional<DataType> type = output.required("datatype", ModelSettingsReader.DATA_TYPE);
    List<Long> dims = output.list("shape", ScalarType.wholeNumber(0L, Integer.MAX_VALUE));
    if (name.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    List<String> elements = output.nested("data", element(type.get()));
    Shape shape = Shape.of(dims);
    if (elements.size() != count(shape)) {
      output
          .problems()
          .add(
              output.place("data"),
              "data: " + elements.size() + " values (expected: as many as shape " + shape + ")");
      return Optional.empty();
    }
    MemorySegment data = ConstantElements.of(type.get(), elements);
    return Optional.of(new ConstantAnswer.Output(name.get(), type.get(), shape, data));
  }

  private static long count(Shape shape) {
    try {
      return shape.elements();
    } catch (IllegalArgumentException tooMany) {
      return -1;
    }
  }

  private static ScalarType<String> element(DataType type) {
    return new ScalarType<>(
        "a value of " + type,
        scalar -> Optional.of(scalar.text()).filter(text -> ConstantElements.fits(type, text)));
  }
}
