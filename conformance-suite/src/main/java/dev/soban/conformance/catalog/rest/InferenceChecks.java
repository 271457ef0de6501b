package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Right requests and what their answers hold. */
final class InferenceChecks {
  private static final String ID = "conformance-1";
  private static final String ODD_ID = "번호 7 \"quoted\" \\ \u00e9 \uD83D\uDE00";

  private InferenceChecks() {}

  static List<Check> all() {
    CheckList list = new CheckList(Section.INFERENCE);
    answers(list.source("OIP REST, Inference Response"));
    requests(list.source("OIP REST, Inference Request"));
    return list.checks();
  }

  private static void answers(CheckList list) {
    list.must("REST-040", "A right request is answered", InferenceChecks::answered)
        .should(
            "REST-041", "A JSON answer is sent as application/json", InferenceChecks::contentType)
        .must("REST-042", "The answer names the model", InferenceChecks::modelName)
        .should(
            "REST-043", "The answer names a version of the model", InferenceChecks::modelVersion)
        .must("REST-044", "The id of the request comes back", id(ID))
        .must("REST-045", "An id of any characters comes back", id(ODD_ID))
        .should("REST-046", "Without an id none comes back", InferenceChecks::noId)
        .must("REST-047", "All outputs come when none is named", InferenceChecks::allOutputs)
        .must(
            "REST-048", "Outputs have the metadata's datatypes and shapes", InferenceChecks::specs);
  }

  private static void requests(CheckList list) {
    list.must("REST-049", "Nested data count as flat data do", InferenceChecks::nested)
        .must("REST-050", "Only the output that is named comes", InferenceChecks::oneOutput)
        .must("REST-051", "Of several outputs only those named come", InferenceChecks::someOutputs)
        .must("REST-052", "A version in the path answers", InferenceChecks::version)
        .must("REST-053", "Keys may come in any order", InferenceChecks::keyOrder)
        .must("REST-054", "White space in the JSON does not matter", InferenceChecks::whiteSpace)
        .must("REST-055", "Inputs may come in any order", InferenceChecks::inputOrder)
        .should("REST-056", "An empty list of outputs means all", InferenceChecks::noOutputsNamed)
        .should("REST-057", "Two rows are answered as each alone", InferenceChecks::rows);
  }

  private static void answered(Target target) {
    if (target.models().isEmpty()) {
      throw new Inapplicable("no model has metadata, or the server does not list them (--model)");
    }
    Unmet.unless(
        target.models().size() > target.unusable().size(),
        "one model at least that answers made up inputs (or --model and --input)",
        target.unusable());
    target.usable().answer(target.usable().question());
  }

  private static void contentType(Target target) {
    Usable model = target.inJson();
    model.infer(model.question()).ok().expectContentType("application/json");
  }

  private static void modelName(Target target) {
    for (Usable model : target.allUsable()) {
      JsonNode json = model.answer(model.question()).json();
      Unmet.unlessEqual("model_name", model.name(), json.path("model_name").asText());
    }
  }

  private static void modelVersion(Target target) {
    Usable model = target.usable();
    JsonNode version = model.answer(model.question()).json().path("model_version");
    model.model().version();
    boolean known = version.isTextual() && model.model().versions().contains(version.textValue());
    Unmet.unless(known, "model_version one of " + model.model().versions(), version);
  }

  private static Trial id(String id) {
    return target -> {
      Usable model = target.usable();
      JsonNode json = model.answer(model.question().id(id)).json();
      Unmet.unlessEqual("id", id, json.path("id").asText());
    };
  }

  private static void noId(Target target) {
    Usable model = target.usable();
    JsonNode id = model.answer(model.question()).json().path("id");
    Unmet.unless(id.isMissingNode() || id.asText().isEmpty(), "no id", id);
  }

  private static void allOutputs(Target target) {
    for (Usable model : described(target)) {
      model.answer(model.question()).expectNames(Set.copyOf(model.outputNames()));
    }
  }

  private static List<Usable> described(Target target) {
    List<Usable> described =
        target.allUsable().stream().filter(usable -> !usable.outputNames().isEmpty()).toList();
    if (described.isEmpty()) {
      throw new Inapplicable("no model's metadata name outputs");
    }
    return described;
  }

  private static void specs(Target target) {
    for (Usable model : described(target)) {
      Answer answer = model.answer(model.question());
      for (TensorSpec spec : model.model().outputs()) {
        spec.expect(answer.output(spec.name()));
      }
    }
  }

  private static void nested(Target target) {
    Usable model =
        target.usable(
            usable -> usable.speaksJson() && deep(usable), "takes a tensor of two dimensions");
    Answer flat = model.answer(model.question());
    model.answer(model.question().nested()).expectSame(flat, "as of flat data");
  }

  private static boolean deep(Usable usable) {
    return usable.inputs().values().stream().anyMatch(value -> value.shape().size() > 1);
  }

  private static void oneOutput(Target target) {
    for (Usable model : described(target)) {
      String name = model.outputNames().getLast();
      model.answer(model.question().output(name)).expectNames(Set.of(name));
    }
  }

  private static void someOutputs(Target target) {
    Usable model = target.usable(usable -> usable.outputNames().size() > 1, "has several outputs");
    List<String> wanted = model.outputNames().subList(1, model.outputNames().size());
    Question question = model.question();
    wanted.reversed().forEach(question::output);
    Answer some = model.answer(question);
    some.expectNames(new LinkedHashSet<>(wanted));
    Answer all = model.answer(model.question());
    for (String name : wanted) {
      Unmet.unless(
          some.output(name).near(all.output(name)), name + " as among all", "other values");
    }
  }

  private static void version(Target target) {
    Usable model = target.usable();
    String version = model.model().version();
    String path = model.model().versionPath(version) + "/infer";
    JsonNode json = Answer.of(target.rest().send(model.question().to(path))).json();
    String told = json.path("model_version").asText(version);
    Unmet.unlessEqual("model_version", version, told);
  }

  private static void keyOrder(Target target) {
    Usable model = target.inJson();
    ObjectNode body = model.question().json();
    ObjectNode turned = body.objectNode();
    for (JsonNode input : body.path("inputs")) {
      turned.withArrayProperty("inputs").add(reversed(input));
    }
    turned.put("id", ID);
    Answer.of(model.infer(turned)).expectSame(model.answer(model.question()), "in any order");
  }

  private static ObjectNode reversed(JsonNode object) {
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
    ObjectNode turned = ((ObjectNode) object).objectNode();
    fields.reversed().forEach(field -> turned.set(field.getKey(), field.getValue()));
    return turned;
  }

  private static void whiteSpace(Target target) {
    Usable model = target.inJson();
    String body = "\r\n\t " + model.question().json().toPrettyString() + "\n\n";
    Answer.of(target.rest().post(model.inferPath(), body));
  }

  private static void inputOrder(Target target) {
    Usable model = target.usable(usable -> usable.inputs().size() > 1, "takes several inputs");
    Map<String, TensorValue> turned = new LinkedHashMap<>();
    new ArrayList<>(model.inputs().entrySet())
        .reversed()
        .forEach(input -> turned.put(input.getKey(), input.getValue()));
    model
        .answer(Question.of(turned))
        .expectSame(model.answer(model.question()), "whatever the order of the inputs");
  }

  private static void noOutputsNamed(Target target) {
    Usable model = target.inJson();
    ObjectNode body = model.question().json();
    body.putArray("outputs");
    Answer.of(model.infer(body)).expectNames(model.answer(model.question()).outputs().keySet());
  }

  private static void rows(Target target) {
    Usable model =
        target.usable(
            usable -> usable.model().takesRows() && usable.speaksJson(),
            "takes any number of rows");
    Map<String, TensorValue> other = model.another(2);
    Answer first = model.answer(model.question());
    Answer second = model.answer(Question.of(other));
    Map<String, TensorValue> both = new LinkedHashMap<>();
    model
        .inputs()
        .forEach(
            (name, value) ->
                both.put(name, TensorValue.stacked(List.of(value, Target.known(other, name)))));
    Answer together = model.answer(Question.of(both));
    for (String name : first.outputs().keySet()) {
      TensorValue expected = TensorValue.stacked(List.of(first.output(name), second.output(name)));
      Unmet.unless(
          together.output(name).near(expected),
          "output " + name + " of both rows as of each alone, " + expected,
          together.output(name));
    }
  }
}
