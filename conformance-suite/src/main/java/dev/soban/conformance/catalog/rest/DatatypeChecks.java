package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.subject.Identity;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.ExtremeValues;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every datatype that the models offer. */
final class DatatypeChecks {
  private DatatypeChecks() {}

  static List<Check> all() {
    CheckList list = new CheckList(Section.DATATYPES).source("OIP, Tensor Data Types");
    taken(list, "REST-060", Datatype.BOOL);
    taken(list, "REST-061", Datatype.UINT8);
    taken(list, "REST-062", Datatype.UINT16);
    taken(list, "REST-063", Datatype.UINT32);
    taken(list, "REST-064", Datatype.UINT64);
    taken(list, "REST-065", Datatype.INT8);
    taken(list, "REST-066", Datatype.INT16);
    taken(list, "REST-067", Datatype.INT32);
    taken(list, "REST-068", Datatype.INT64);
    taken(list, "REST-069", Datatype.FP32);
    taken(list, "REST-070", Datatype.FP64);
    taken(list, "REST-071", Datatype.BYTES);
    behindJson(list, "REST-072", Datatype.FP16);
    behindJson(list, "REST-073", Datatype.BF16);
    list.should(
        "REST-074", "Values at the edges of integers survive", survive(Datatype.Kind.SIGNED));
    list.should(
        "REST-075",
        "Values at the edges of unsigned integers survive",
        survive(Datatype.Kind.UNSIGNED));
    list.should(
        "REST-076", "Values at the edges of floats survive", survive(Datatype.Kind.FRACTION));
    list.should("REST-077", "Odd texts survive", survive(Datatype.Kind.TEXT));
    list.should(
        "REST-078", "An integer outside of its datatype is refused", DatatypeChecks::outside);
    list.should("REST-079", "A fraction for an integer is refused", DatatypeChecks::fraction);
    return list.checks();
  }

  private static void taken(CheckList list, String id, Datatype type) {
    list.must(
        id,
        type + " is taken and answered in JSON",
        target -> {
          Usable model = ofType(target, type, true);
          expectSpecs(model, model.answer(model.question()));
        });
  }

  private static void behindJson(CheckList list, String id, Datatype type) {
    list.extension(
        id,
        type + " is taken and answered as binary data",
        target -> {
          target.needs(BinaryChecks.EXTENSION);
          Usable model = ofType(target, type, false);
          expectSpecs(
              model, model.answer(model.question().parameter(BinaryChecks.ALL_OUTPUTS, true)));
        });
  }

  private static Usable ofType(Target target, Datatype type, boolean inJson) {
    return target.usable(
        usable ->
            usable.inputs().values().stream().anyMatch(value -> value.datatype() == type)
                && (!inJson || halfInputsMayBeMixed(target, usable)),
        "takes " + type);
  }

  /** A model with FP16 beside other inputs is asked with both forms in one request. */
  private static boolean halfInputsMayBeMixed(Target target, Usable usable) {
    return usable.speaksJson() || target.extensions().contains(BinaryChecks.EXTENSION);
  }

  private static void expectSpecs(Usable model, Answer answer) {
    for (TensorSpec spec : model.model().outputs()) {
      spec.expect(answer.output(spec.name()));
    }
  }

  /** Sends edges to models that give them back, all inputs at once. */
  private static Trial survive(Datatype.Kind kind) {
    return target -> {
      boolean tried = false;
      for (Usable model : target.allUsable()) {
        boolean has =
            model.inputs().values().stream().anyMatch(value -> value.datatype().kind() == kind);
        if (has) {
          tried |= survived(Identity.of(model), kind);
        }
      }
      if (!tried) {
        throw new Inapplicable("no model gives back what it takes");
      }
    };
  }

  private static boolean survived(Identity identity, Datatype.Kind kind) {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    identity
        .model()
        .inputs()
        .forEach((name, value) -> inputs.put(name, extremes(identity.model(), name, value)));
    List<String> asked =
        identity.pairs().keySet().stream()
            .filter(name -> Target.known(inputs, name).datatype().kind() == kind)
            .filter(name -> !Target.known(inputs, name).datatype().half())
            .toList();
    if (asked.isEmpty()) {
      return false;
    }
    Answer answer = identity.model().answer(Question.of(inputs));
    for (String input : asked) {
      TensorValue sent = Target.known(inputs, input);
      TensorValue came = answer.output(String.valueOf(identity.pairs().get(input)));
      Unmet.unless(
          came.equals(sent),
          "the values of " + input + " unchanged",
          "other values of " + sent.datatype());
    }
    return true;
  }

  private static TensorValue extremes(Usable model, String name, TensorValue value) {
    List<Long> shape =
        model.model().inputs().stream()
            .filter(spec -> spec.name().equals(name))
            .findFirst()
            .map(spec -> spec.opened(ExtremeValues.COUNT))
            .orElse(value.shape());
    return ExtremeValues.of(value.datatype(), shape);
  }

  private static void outside(Target target) {
    Usable model = target.usable(DatatypeChecks::takesNarrow, "takes integers in JSON");
    refuses(model, type -> JsonNodeFactory.instance.numberNode(aboveAll(type)));
  }

  private static void fraction(Target target) {
    Usable model = target.usable(DatatypeChecks::takesNarrow, "takes integers in JSON");
    refuses(model, type -> JsonNodeFactory.instance.numberNode(0.5));
  }

  private static boolean takesNarrow(Usable usable) {
    return usable.speaksJson()
        && usable.inputs().values().stream().anyMatch(value -> value.datatype().whole());
  }

  private static BigInteger aboveAll(Datatype type) {
    return BigInteger.ONE.shiftLeft(8 * type.sizeBytes());
  }

  /** A value that does not fit a datatype. */
  private interface Misfit {
    JsonNode of(Datatype type);
  }

  private static void refuses(Usable model, Misfit misfit) {
    ObjectNode body = model.question().json();
    for (JsonNode input : body.path("inputs")) {
      Datatype type = Datatype.valueOf(input.path("datatype").asText());
      if (type.whole()) {
        ((ArrayNode) input.path("data")).set(0, misfit.of(type));
        model.infer(body).expectRefused();
        return;
      }
    }
  }
}
