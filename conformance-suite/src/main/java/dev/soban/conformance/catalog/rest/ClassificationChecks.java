package dev.soban.conformance.catalog.rest;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The best classes in place of an output. */
final class ClassificationChecks {
  private static final String PARAMETER = "classification";
  private static final Pattern CLASS = Pattern.compile("([^:]+):(\\d+)(?::(.*))?", Pattern.DOTALL);

  private ClassificationChecks() {}

  static List<Check> all() {
    return new CheckList(Section.CLASSIFICATION)
        .source("Triton, Classification Extension")
        .extension(
            "REST-190",
            "Classes come as BYTES of the form value:index[:label], as many as asked for",
            offered(ClassificationChecks::form))
        .extension("REST-191", "The best class comes first", offered(ClassificationChecks::order))
        .extension("REST-192", "Classes come in binary too", offered(ClassificationChecks::binary))
        .extension("REST-193", "A count that is no number is refused", offered(refused("two")))
        .extension("REST-194", "A negative count is refused", offered(refused(-1)))
        .checks();
  }

  private static Trial offered(Trial trial) {
    return target -> {
      target.needs(PARAMETER);
      trial.on(target);
    };
  }

  /** One class as its text tells it. */
  private record Told(double value, int index) {
    static Told of(String text) {
      Matcher form = CLASS.matcher(text);
      Unmet.unless(form.matches(), "value:index[:label]", text);
      try {
        return new Told(Double.parseDouble(form.group(1)), Integer.parseInt(form.group(2)));
      } catch (NumberFormatException e) {
        throw new Unmet("a number in front of the index", text);
      }
    }
  }

  private static Usable model(Target target) {
    return target.usable(usable -> usable.classes().isPresent(), "has an output with classes");
  }

  private static String output(Usable model) {
    return model.classes().orElseThrow();
  }

  private static List<Told> classes(Usable model, TensorValue value, int count) {
    Unmet.unlessEqual("datatype", Datatype.BYTES, value.datatype());
    Unmet.unless(
        !value.shape().isEmpty() && value.shape().getLast() == count,
        "a shape that ends with " + count,
        value.shape());
    List<Told> told = new ArrayList<>();
    value.strings().forEach(text -> told.add(Told.of(text)));
    Unmet.unless(told.size() >= count, count + " classes of " + model.name(), told.size());
    return told;
  }

  private static void form(Target target) {
    Usable model = model(target);
    String output = output(model);
    for (int count = 1; count <= 2; count++) {
      Question question = model.question().output(output, PARAMETER, count);
      classes(model, model.answer(question).output(output), count);
    }
  }

  private static void order(Target target) {
    Usable model = model(target);
    String output = output(model);
    Question question = model.question().output(output, PARAMETER, 2);
    List<Told> told = classes(model, model.answer(question).output(output), 2);
    Unmet.unless(told.get(0).value() >= told.get(1).value(), "the better one first", told);
    int best = best(model.answer(model.question()).output(output));
    Unmet.unlessEqual("index of the best class", best, told.get(0).index());
  }

  /** The index of the greatest value of the first row. */
  private static int best(TensorValue scores) {
    double[] row = scores.fractions();
    int classes = Math.toIntExact(scores.elements() / scores.shape().getFirst());
    int best = 0;
    for (int i = 1; i < classes; i++) {
      best = row[i] > row[best] ? i : best;
    }
    return best;
  }

  private static void binary(Target target) {
    target.needs(BinaryChecks.EXTENSION);
    Usable model = model(target);
    String output = output(model);
    Question question =
        model.question().output(output, PARAMETER, 1).parameter(BinaryChecks.ALL_OUTPUTS, true);
    classes(model, model.answer(question).output(output), 1);
  }

  private static Trial refused(Object count) {
    return target -> {
      Usable model = model(target);
      model.infer(model.question().output(output(model), PARAMETER, count)).expectRefused();
    };
  }
}
