package dev.soban.conformance.catalog.rest;

import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many requests at once, and large ones. */
final class LoadChecks {
  private static final int KINDS = 8;
  private static final int REQUESTS = 128;
  private static final int AT_ONCE = 16;
  private static final int LARGE_BYTES = 1 << 20;

  private LoadChecks() {}

  /**
   * Asks with several inputs in turn from many threads; each answer must be the one of its input.
   */
  static void concurrent(Target target) {
    Usable model = target.usable();
    List<Map<String, TensorValue>> kinds = new ArrayList<>();
    List<Answer> expected = new ArrayList<>();
    for (int seed = 0; seed < KINDS; seed++) {
      kinds.add(model.another(seed));
      expected.add(model.answer(Question.of(kinds.getLast())));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        int number = i;
        asked.add(
            threads.submit(
                () -> ask(model, number, kinds.get(number % KINDS), expected.get(number % KINDS))));
      }
      asked.forEach(LoadChecks::await);
    }
  }

  private static void ask(
      Usable model, int number, Map<String, TensorValue> inputs, Answer expected) {
    String id = "concurrent-" + number;
    Answer answer = model.answer(Question.of(inputs).id(id));
    Unmet.unlessEqual("id", id, answer.json().path("id").asText());
    expected
        .outputs()
        .forEach(
            (name, value) ->
                Unmet.unless(
                    answer.output(name).near(value),
                    "output " + name + " as when the request was alone",
                    "other values, for id " + id));
  }

  private static void await(Future<?> asked) {
    try {
      asked.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Unmet unmet) {
        throw unmet;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** So many rows that the tensors take a megabyte. */
  static void large(Target target) {
    Usable model =
        target.usable(
            usable -> usable.model().takesRows() && usable.speaksJson(),
            "takes any number of rows");
    Map<String, TensorValue> inputs = model.large(LARGE_BYTES);
    Question question = Question.of(inputs);
    if (target.extensions().contains(BinaryChecks.EXTENSION)) {
      question.binaryInputs();
    }
    long rows = inputs.values().iterator().next().shape().getFirst();
    for (TensorValue output : model.answer(question).outputs().values()) {
      Unmet.unlessEqual("rows", rows, output.shape().getFirst());
    }
  }
}
