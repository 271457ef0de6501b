package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import java.util.List;

/** Parameters of requests. */
final class ParameterChecks {
  private static final String EXTENSION = "parameters";
  private static final long A_MINUTE_MICROS = 60_000_000;

  private ParameterChecks() {}

  static List<Check> all() {
    return new CheckList(Section.PARAMETERS)
        .source("Triton, Parameters Extension")
        .extension("REST-200", "Parameters that mean nothing do no harm", ParameterChecks::unknown)
        .extension(
            "REST-201", "Names that start with triton_ are refused", ParameterChecks::reserved)
        .source("OIP REST, Parameters")
        .must(
            "REST-202",
            "Parameters that are no object are refused",
            Faults.refused(body -> body.put(EXTENSION, "none")))
        .should(
            "REST-203",
            "A parameter that is neither bool, number nor string is refused",
            Faults.refused(ParameterChecks::objectAsParameter))
        .source("Triton, Schedule Policy Extension")
        .extension("REST-204", "A priority is taken", taken("priority", 1))
        .extension(
            "REST-205", "A timeout in microseconds is taken", taken("timeout", A_MINUTE_MICROS))
        .checks();
  }

  private static void unknown(Target target) {
    target.needs(EXTENSION);
    Usable model = target.usable();
    model
        .answer(
            model
                .question()
                .parameter("a_truth", true)
                .parameter("a_number", 1.5)
                .parameter("an_integer", 7)
                .parameter("a_text", "seven"))
        .expectNames(model.answer(model.question()).outputs().keySet());
  }

  private static void reserved(Target target) {
    target.needs(EXTENSION);
    Usable model = target.usable();
    model.infer(model.question().parameter("triton_no_such_parameter", 1)).expectRefused();
  }

  private static Trial taken(String name, long value) {
    return target -> {
      target.needs(EXTENSION);
      Usable model = target.usable();
      model.answer(model.question().parameter(name, value));
    };
  }

  private static void objectAsParameter(ObjectNode body) {
    body.putObject(EXTENSION).putObject("an_object").put("a", 1);
  }
}
