package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.TensorJson;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.List;

/** Wrong requests, each wrong in one place: refused, told why, and no harm done. */
final class ErrorChecks {
  private static final int DEEP = 100_000;

  private ErrorChecks() {}

  static List<Check> all() {
    CheckList list = new CheckList(Section.ERRORS).source("OIP REST, Inference Response; errors");
    bodies(list);
    inputs(list);
    data(list);
    outputs(list);
    afterwards(list);
    return list.checks();
  }

  private static void bodies(CheckList list) {
    list.must("REST-090", "An unknown model is refused", ErrorChecks::unknownModel)
        .must("REST-091", "An unknown version is refused", ErrorChecks::unknownVersion)
        .must("REST-092", "An empty body is refused", body(""))
        .must("REST-093", "A body that is no JSON is refused", body("inputs=1"))
        .must("REST-094", "JSON that breaks off is refused", ErrorChecks::brokenOff)
        .must("REST-095", "A JSON array is refused", body("[]"))
        .must("REST-096", "A request without inputs is refused", body("{}"))
        .must("REST-097", "An empty list of inputs is refused", body("{\"inputs\": []}"))
        .must("REST-098", "Inputs that are no list are refused", body("{\"inputs\": {}}"))
        .should("REST-099", "JSON nested without end is refused", body("[".repeat(DEEP)));
  }

  private static void inputs(CheckList list) {
    list.must("REST-100", "A missing input is refused", ErrorChecks::missingInput)
        .should("REST-101", "An unknown input is refused", Faults.refused(Faults::anotherInput))
        .should(
            "REST-102", "An input given twice is refused", Faults.refused(Faults::sameInputTwice))
        .must("REST-103", "An input without a name is refused", without("name"))
        .must("REST-104", "An input without a datatype is refused", without("datatype"))
        .must("REST-105", "An input without a shape is refused", without("shape"))
        .must("REST-106", "An input without data is refused", without("data"))
        .must(
            "REST-107",
            "Another rank than the model's is refused",
            Faults.refused(Faults::otherRank))
        .must("REST-108", "Another size than the model's is refused", ErrorChecks::otherSize)
        .must(
            "REST-109",
            "Another datatype than the model's is refused",
            Faults.refused(Faults::otherDatatype))
        .must(
            "REST-110",
            "A datatype that does not exist is refused",
            Faults.refused(body -> Faults.firstInput(body).put("datatype", "FP31")));
  }

  private static void data(CheckList list) {
    list.must("REST-111", "Too few elements are refused", Faults.refused(Faults::oneElementLess))
        .must("REST-112", "Too many elements are refused", Faults.refused(Faults::oneElementMore))
        .must(
            "REST-113",
            "A negative dimension is refused",
            Faults.refused(Faults::negativeDimension))
        .must(
            "REST-114",
            "Dimensions beyond 64 bits are refused",
            Faults.refused(Faults::overflowingShape))
        .must(
            "REST-115",
            "A dimension that is no number is refused",
            Faults.refused(Faults::notADimension))
        .must("REST-116", "Elements of another kind are refused", Faults.refused(Faults::otherKind))
        .must(
            "REST-117", "A null among the elements is refused", Faults.refused(Faults::nullElement))
        .should("REST-118", "Nested data of uneven lengths are refused", ErrorChecks::ragged);
  }

  private static void outputs(CheckList list) {
    list.must("REST-119", "An unknown output is refused", Faults.refused(output("no-such-output")))
        .should("REST-120", "An output asked for twice is refused", ErrorChecks::outputTwice)
        .must(
            "REST-121",
            "An output without a name is refused",
            Faults.refused(ErrorChecks::namelessOutput));
  }

  private static void afterwards(CheckList list) {
    list.should("REST-122", "What is wrong in a request is 400", ErrorChecks::badRequest)
        .should("REST-123", "An unknown model or version is 404", ErrorChecks::notFound)
        .should("REST-124", "Errors are sent as application/json", ErrorChecks::errorType)
        .must("REST-125", "After all this the server answers as before", ErrorChecks::alive);
  }

  private static void unknownModel(Target target) {
    Usable model = target.usable();
    String path = Model.unknownPath("/infer");
    target.rest().send(model.question().to(path)).expectRefused();
  }

  private static void unknownVersion(Target target) {
    Usable model = target.usable();
    String path = model.model().versionPath(Model.UNKNOWN_VERSION) + "/infer";
    target.rest().send(model.question().to(path)).expectRefused();
  }

  private static Trial body(String text) {
    return target -> target.rest().post(target.usable().inferPath(), text).expectRefused();
  }

  private static void brokenOff(Target target) {
    Usable model = target.inJson();
    String text = model.question().json().toString();
    target.rest().post(model.inferPath(), text.substring(0, text.length() - 2)).expectRefused();
  }

  private static void missingInput(Target target) {
    Usable model = target.usable(ErrorChecks::severalInputs, "takes several inputs in JSON");
    ObjectNode body = model.question().json();
    Faults.oneInputLess(model, body);
    model.infer(body).expectRefused();
  }

  private static void otherSize(Target target) {
    Usable model =
        target.usable(
            usable -> usable.speaksJson() && usable.model().inputs().getFirst().fixed() >= 0,
            "has a size that its metadata fix");
    ObjectNode body = model.question().json();
    Faults.otherSize(model, body);
    model.infer(body).expectRefused();
  }

  private static boolean severalInputs(Usable usable) {
    return usable.speaksJson() && usable.inputs().size() > 1;
  }

  private static Trial without(String key) {
    return Faults.refused(body -> Faults.firstInput(body).remove(key));
  }

  private static void ragged(Target target) {
    Usable model = target.usable(ErrorChecks::wide, "takes rows of several values");
    ObjectNode body = model.question().json();
    TensorValue value = TensorValue.stacked(List.of(model.firstValue(), model.firstValue()));
    ArrayNode shape = Faults.firstInput(body).putArray("shape");
    value.shape().forEach(shape::add);
    ArrayNode rows = TensorJson.nested(value);
    ArrayNode first = (ArrayNode) rows.get(0);
    ((ArrayNode) rows.get(1)).add(first.remove(0));
    Faults.firstInput(body).set("data", rows);
    model.infer(body).expectRefused();
  }

  private static boolean wide(Usable usable) {
    List<Long> shape = usable.firstValue().shape();
    return usable.speaksJson()
        && usable.model().takesRows()
        && usable.inputs().size() == 1
        && shape.size() == 2
        && shape.getLast() > 1;
  }

  private static Faults.Fault output(String name) {
    return (model, body) -> body.putArray("outputs").addObject().put("name", name);
  }

  private static void outputTwice(Target target) {
    Usable model = target.usable(usable -> usable.speaksJson(), "takes JSON");
    String name = model.answer(model.question()).outputs().keySet().iterator().next();
    model.infer(model.question().output(name).output(name)).expectRefused();
  }

  private static void namelessOutput(ObjectNode body) {
    body.putArray("outputs").addObject();
  }

  private static void badRequest(Target target) {
    Usable model = target.inJson();
    List<Reply> replies = new ArrayList<>();
    replies.add(target.rest().post(model.inferPath(), "{"));
    ObjectNode body = model.question().json();
    Faults.oneElementMore(body);
    replies.add(model.infer(body));
    body = model.question().json();
    Faults.anotherInput(body);
    replies.add(model.infer(body));
    replies.forEach(reply -> reply.expectStatus(400));
  }

  private static void notFound(Target target) {
    Usable model = target.usable();
    String unknown = Model.unknownPath("/infer");
    target.rest().send(model.question().to(unknown)).expectStatus(404);
    String version = model.model().versionPath(Model.UNKNOWN_VERSION) + "/infer";
    target.rest().send(model.question().to(version)).expectStatus(404);
  }

  private static void errorType(Target target) {
    Reply reply = target.rest().post(target.usable().inferPath(), "{");
    Unmet.unless(reply.status() >= 400, "a refusal", reply);
    reply.expectContentType("application/json");
  }

  private static void alive(Target target) {
    target.rest().get(ServerChecks.LIVE).ok();
    for (Usable model : target.allUsable()) {
      model.answer(model.question());
    }
  }
}
