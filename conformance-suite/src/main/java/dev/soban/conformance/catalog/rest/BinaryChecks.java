package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.rest.Answer;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.rest.Sent;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import java.util.List;
import java.util.Set;

/** Tensors behind the JSON, in requests and answers. */
final class BinaryChecks {
  static final String EXTENSION = "binary_tensor_data";
  static final String ALL_OUTPUTS = "binary_data_output";
  private static final String ONE_OUTPUT = "binary_data";
  private static final String OCTETS = "application/octet-stream";

  private BinaryChecks() {}

  static List<Check> all() {
    CheckList list = new CheckList(Section.BINARY).source("Triton, Binary Tensor Data Extension");
    list.extension("REST-160", "Binary inputs count as JSON inputs do", offered(BinaryChecks::in))
        .extension(
            "REST-161",
            "An output comes in binary when it asks for it",
            offered(BinaryChecks::oneOut))
        .extension(
            "REST-162",
            "All outputs come in binary when the request says so",
            offered(BinaryChecks::allOut))
        .extension(
            "REST-163",
            "An output's own wish goes before the request's",
            offered(BinaryChecks::ownWish))
        .extension(
            "REST-164", "Binary in and out counts as JSON in and out", offered(BinaryChecks::both))
        .extension(
            "REST-165",
            "Binary and JSON inputs mix in a request",
            offered(BinaryChecks::mixedInputs))
        .extension(
            "REST-166",
            "Binary and JSON outputs mix in an answer",
            offered(BinaryChecks::mixedOutputs))
        .extension(
            "REST-167",
            "A binary answer says the length of its JSON and its type",
            offered(BinaryChecks::headers))
        .extension(
            "REST-168",
            "An answer without binary data is JSON alone",
            offered(BinaryChecks::noHeaders))
        .extension("REST-169", "BYTES in binary count as strings do", offered(BinaryChecks::texts))
        .extension(
            "REST-170",
            "A body of one raw tensor is answered in binary",
            offered(BinaryChecks::raw));
    BinaryFaults.add(list);
    return list.extension(
            "REST-181",
            "After all this binary requests are answered as before",
            offered(BinaryChecks::both))
        .checks();
  }

  /** Applies only where the extension is advertised. */
  static Trial offered(Trial trial) {
    return target -> {
      target.needs(EXTENSION);
      trial.on(target);
    };
  }

  private static void in(Target target) {
    Usable model = target.inJson();
    Answer json = model.answer(model.question());
    model.answer(model.question().binaryInputs()).expectSame(json, "as of JSON inputs");
  }

  private static void oneOut(Target target) {
    Usable model = target.inJson();
    Answer json = model.answer(model.question());
    String name = json.outputs().keySet().iterator().next();
    Answer binary = model.answer(model.question().output(name, ONE_OUTPUT, true));
    Unmet.unlessEqual("binary outputs", Set.of(name), binary.binary());
    Unmet.unless(
        binary.output(name).equals(json.output(name)), name + " as in JSON", "other values");
  }

  private static void allOut(Target target) {
    for (Usable model : target.allUsable()) {
      Answer binary = model.answer(model.question().parameter(ALL_OUTPUTS, true));
      Unmet.unlessEqual("binary outputs", binary.outputs().keySet(), binary.binary());
    }
    Usable model = target.inJson();
    Answer json = model.answer(model.question());
    model.answer(model.question().parameter(ALL_OUTPUTS, true)).expectSame(json, "as in JSON");
  }

  private static void ownWish(Target target) {
    Usable model = target.inJson();
    String name = model.answer(model.question()).outputs().keySet().iterator().next();
    Question question =
        model.question().parameter(ALL_OUTPUTS, true).output(name, ONE_OUTPUT, false);
    Unmet.unlessEqual("binary outputs", Set.of(), model.answer(question).binary());
  }

  private static void both(Target target) {
    for (Usable model : target.allUsable()) {
      if (model.speaksJson()) {
        Answer json = model.answer(model.question());
        Answer binary = model.answer(model.question().binaryInputs().parameter(ALL_OUTPUTS, true));
        binary.expectSame(json, "as in JSON");
      }
    }
  }

  private static void mixedInputs(Target target) {
    Usable model =
        target.usable(
            usable -> usable.speaksJson() && usable.inputs().size() > 1,
            "takes several inputs in JSON");
    Answer json = model.answer(model.question());
    String last = List.copyOf(model.inputs().keySet()).getLast();
    model.answer(model.question().binary(last)).expectSame(json, "as of JSON inputs");
    model.answer(model.question().binary(model.firstInput())).expectSame(json, "as of JSON inputs");
  }

  private static void mixedOutputs(Target target) {
    Usable model =
        target.usable(
            usable -> usable.speaksJson() && usable.outputNames().size() > 1,
            "has several outputs and takes JSON");
    Answer json = model.answer(model.question());
    List<String> names = model.outputNames();
    Question question = model.question();
    names.subList(0, names.size() - 1).forEach(question::output);
    question.output(names.getLast(), ONE_OUTPUT, true);
    Answer mixed = model.answer(question);
    Unmet.unlessEqual("binary outputs", Set.of(names.getLast()), mixed.binary());
    mixed.expectSame(json, "as in JSON");
  }

  private static void headers(Target target) {
    Usable model = target.usable();
    Reply reply = model.infer(model.question().parameter(ALL_OUTPUTS, true)).ok();
    reply.expectContentType(OCTETS);
    boolean told = reply.header(Question.HEADER_LENGTH).isPresent();
    Unmet.unless(told, "the header " + Question.HEADER_LENGTH, "none");
    Answer.of(reply);
  }

  private static void noHeaders(Target target) {
    Usable model = target.inJson();
    Reply reply = model.infer(model.question().binaryInputs()).ok();
    reply.expectContentType("application/json");
    Unmet.unlessEqual(
        Question.HEADER_LENGTH, "none", reply.header(Question.HEADER_LENGTH).orElse("none"));
  }

  private static void texts(Target target) {
    Usable model =
        target.usable(
            usable ->
                usable.speaksJson()
                    && usable.inputs().values().stream()
                        .anyMatch(value -> value.datatype() == Datatype.BYTES),
            "takes BYTES");
    Answer json = model.answer(model.question());
    model
        .answer(model.question().binaryInputs().parameter(ALL_OUTPUTS, true))
        .expectSame(json, "as of strings");
  }

  private static void raw(Target target) {
    Usable model =
        target.usable(BinaryChecks::takesRaw, "has one input with one open size at most");
    Sent sent =
        Sent.post(model.inferPath(), model.firstValue().array())
            .with("Content-Type", OCTETS)
            .with(Question.HEADER_LENGTH, "0");
    Answer answer = Answer.of(target.rest().send(sent));
    Unmet.unlessEqual("binary outputs", answer.outputs().keySet(), answer.binary());
    for (var output : model.answer(model.question()).outputs().entrySet()) {
      boolean same = answer.output(output.getKey()).equals(output.getValue());
      Unmet.unless(same, output.getKey() + " as of a request in JSON", "other values");
    }
  }

  private static boolean takesRaw(Usable usable) {
    List<TensorSpec> inputs = usable.model().inputs();
    return inputs.size() == 1
        && inputs.getFirst().datatype() != Datatype.BYTES
        && inputs.getFirst().shape().stream().skip(1).filter(dim -> dim < 0).count() <= 1
        && usable.speaksJson();
  }

  /** A request in binary, and its JSON to spoil. */
  static ObjectNode head(Usable model) {
    return model.question().binaryInputs().json();
  }

  /** Some model that takes tensors behind the JSON. */
  static Usable model(Target target) {
    Usable model = target.usable();
    if (model.firstValue().array().length == 0) {
      throw new Inapplicable("the model takes no elements");
    }
    return model;
  }
}
