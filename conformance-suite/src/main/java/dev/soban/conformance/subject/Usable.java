package dev.soban.conformance.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.HttpLine;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.SampleValues;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A model together with inputs that it has answered.
 *
 * @param inputs by name, in the order of the metadata
 */
public record Usable(Model model, Map<String, TensorValue> inputs, HttpLine rest) {
  private static final int OK = 200;

  public String name() {
    return model.name();
  }

  /** A request that the model answers, to be changed at will. */
  public Question question() {
    return Question.of(inputs);
  }

  public Reply infer(Question question) {
    return rest.send(question.to(inferPath()));
  }

  /** A request whose JSON was changed. */
  public Reply infer(JsonNode body) {
    return rest.post(inferPath(), body);
  }

  public Answer answer(Question question) {
    return Answer.of(infer(question));
  }

  public String inferPath() {
    return model.path("infer");
  }

  /** Whether every input has a form in JSON. */
  public boolean speaksJson() {
    return inputs.values().stream().noneMatch(value -> value.datatype().half());
  }

  public TensorValue firstValue() {
    return inputs.values().iterator().next();
  }

  public String firstInput() {
    return inputs.keySet().iterator().next();
  }

  public List<String> outputNames() {
    return model.outputs().stream().map(TensorSpec::name).toList();
  }

  /** An output with numbers for at least two classes. */
  public Optional<String> classes() {
    return model.outputs().stream().filter(Usable::classifies).map(TensorSpec::name).findFirst();
  }

  private static boolean classifies(TensorSpec output) {
    return output.shape().size() > 1
        && output.shape().getLast() >= 2
        && output.datatype().kind() == Datatype.Kind.FRACTION;
  }

  /**
   * Inputs of the same shapes with other values, as various as the model takes them; in the end the
   * same inputs again.
   */
  public Map<String, TensorValue> another(long seed) {
    SampleValues values = new SampleValues(seed);
    Map<String, TensorValue> varied =
        changed(value -> values.varied(value.datatype(), value.shape()));
    if (takes(varied)) {
      return varied;
    }
    Map<String, TensorValue> small =
        changed(value -> values.small(value.datatype(), value.shape()));
    return takes(small) ? small : inputs;
  }

  /** Zeros in so many rows that the tensors take at least these bytes. */
  public Map<String, TensorValue> large(int bytes) {
    int row = inputs.values().stream().mapToInt(value -> value.array().length).sum();
    long rows = Math.ceilDiv(bytes, row);
    return changed(
        value ->
            SampleValues.zeros(value.datatype(), TensorValue.replaced(value.shape(), 0, rows)));
  }

  private boolean takes(Map<String, TensorValue> other) {
    return infer(Question.of(other)).status() == OK;
  }

  private Map<String, TensorValue> changed(UnaryOperator<TensorValue> change) {
    Map<String, TensorValue> changed = new LinkedHashMap<>();
    inputs.forEach((name, value) -> changed.put(name, change.apply(value)));
    return changed;
  }
}
