package dev.soban.conformance.subject;

import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.tensor.TensorValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model that gives inputs back as they are, so that its answers show whether values survive the
 * way in and out.
 *
 * @param pairs outputs by the inputs that they repeat
 */
public record Identity(Usable model, Map<String, String> pairs) {
  private static final int TRIES = 3;

  /** Finds out which inputs a model gives back; none for other models. */
  public static Identity of(Usable model) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Map<String, TensorValue> first = model.another(1);
    Answer answer = model.answer(Question.of(first));
    first.forEach(
        (input, value) ->
            answer.outputs().entrySet().stream()
                .filter(output -> output.getValue().equals(value))
                .findFirst()
                .ifPresent(output -> pairs.put(input, output.getKey())));
    for (int seed = 2; seed < 2 + TRIES && !pairs.isEmpty(); seed++) {
      keepTrue(pairs, model, seed);
    }
    return new Identity(model, pairs);
  }

  private static void keepTrue(Map<String, String> pairs, Usable model, int seed) {
    Map<String, TensorValue> inputs = model.another(seed);
    Answer answer = model.answer(Question.of(inputs));
    pairs
        .entrySet()
        .removeIf(
            pair -> !answer.output(pair.getValue()).equals(Target.known(inputs, pair.getKey())));
  }
}
