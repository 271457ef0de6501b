package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.rest.Sent;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Requests with tensors behind the JSON, each wrong in one place. */
final class BinaryFaults {
  private static final String SIZE = "binary_data_size";
  private static final int NO_LENGTH = 1 << 30;

  private BinaryFaults() {}

  /** The checks that each of them is refused. */
  static void add(CheckList list) {
    list.extension(
            "REST-171",
            "A size other than the shape's is refused",
            BinaryChecks.offered(BinaryFaults::wrongSize))
        .extension(
            "REST-172",
            "A size beyond the body's end is refused",
            BinaryChecks.offered(BinaryFaults::tooShort))
        .extension(
            "REST-173",
            "Bytes that no input claims are refused",
            BinaryChecks.offered(BinaryFaults::leftOver))
        .extension(
            "REST-174",
            "A JSON length beyond the body is refused",
            BinaryChecks.offered(BinaryFaults::longHeader))
        .extension(
            "REST-175",
            "A JSON length that is no number is refused",
            BinaryChecks.offered(BinaryFaults::oddHeader))
        .extension(
            "REST-176",
            "A JSON length that cuts the JSON is refused",
            BinaryChecks.offered(BinaryFaults::shortHeader))
        .extension(
            "REST-177",
            "A binary size without the length of the JSON is refused",
            BinaryChecks.offered(BinaryFaults::noHeader))
        .extension(
            "REST-178",
            "Data and a binary size for one input are refused",
            BinaryChecks.offered(BinaryFaults::dataToo))
        .extension(
            "REST-179",
            "A negative size is refused",
            BinaryChecks.offered(BinaryFaults::negativeSize))
        .extension(
            "REST-180",
            "BYTES whose lengths do not add up are refused",
            BinaryChecks.offered(BinaryFaults::brokenTexts));
  }

  /** One byte less than the shape takes, of the last input, both as told and as sent. */
  private static void wrongSize(Target target) {
    Usable model = BinaryChecks.model(target);
    ObjectNode head = BinaryChecks.head(model);
    ObjectNode last = (ObjectNode) head.path("inputs").path(model.inputs().size() - 1);
    ObjectNode parameters = (ObjectNode) last.path("parameters");
    parameters.put(SIZE, parameters.path(SIZE).asInt() - 1);
    Sent sent = with(model, head);
    byte[] body = sent.body();
    refused(target, sent.carrying(Arrays.copyOf(body, body.length - 1)));
  }

  private static void tooShort(Target target) {
    Sent sent = right(BinaryChecks.model(target));
    byte[] body = sent.body();
    refused(target, sent.carrying(Arrays.copyOf(body, body.length - 1)));
  }

  private static void leftOver(Target target) {
    Sent sent = right(BinaryChecks.model(target));
    byte[] body = sent.body();
    refused(target, sent.carrying(Arrays.copyOf(body, body.length + 1)));
  }

  private static void longHeader(Target target) {
    Sent sent = right(BinaryChecks.model(target));
    String length = Integer.toString(sent.body().length + 1);
    refused(target, sent.with(Question.HEADER_LENGTH, length));
  }

  private static void oddHeader(Target target) {
    Sent sent = right(BinaryChecks.model(target));
    refused(target, sent.with(Question.HEADER_LENGTH, "many"));
    refused(target, sent.with(Question.HEADER_LENGTH, "-1"));
  }

  private static void shortHeader(Target target) {
    Sent sent = right(BinaryChecks.model(target));
    refused(target, sent.with(Question.HEADER_LENGTH, "10"));
  }

  private static void noHeader(Target target) {
    Usable model = BinaryChecks.model(target);
    refused(target, Sent.post(model.inferPath(), BinaryChecks.head(model)));
  }

  private static void dataToo(Target target) {
    Usable model = target.inJson();
    ObjectNode head = BinaryChecks.head(model);
    Faults.firstInput(head).set("data", Faults.firstData(model.question().json()));
    refused(target, with(model, head));
  }

  private static void negativeSize(Target target) {
    Usable model = BinaryChecks.model(target);
    ObjectNode head = BinaryChecks.head(model);
    ((ObjectNode) Faults.firstInput(head).path("parameters")).put(SIZE, -1);
    refused(target, with(model, head));
  }

  /** The first element says that it is longer than everything. */
  private static void brokenTexts(Target target) {
    Usable model =
        target.usable(
            usable -> usable.firstValue().datatype() == Datatype.BYTES, "takes BYTES first");
    byte[] bytes = model.firstValue().array();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, NO_LENGTH);
    Map<String, TensorValue> inputs = new LinkedHashMap<>(model.inputs());
    inputs.put(
        model.firstInput(), TensorValue.of(Datatype.BYTES, model.firstValue().shape(), bytes));
    refused(target, Question.of(inputs).binaryInputs().to(model.inferPath()));
  }

  private static Sent right(Usable model) {
    return model.question().binaryInputs().to(model.inferPath());
  }

  private static Sent with(Usable model, ObjectNode head) {
    return model.question().binaryInputs().toWith(model.inferPath(), head);
  }

  private static void refused(Target target, Sent sent) {
    target.rest().send(sent).expectRefused();
  }
}
