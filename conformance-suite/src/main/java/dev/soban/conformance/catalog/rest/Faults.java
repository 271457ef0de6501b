package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.SampleValues;
import dev.soban.conformance.tensor.TensorJson;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Inapplicable;
import java.util.function.Consumer;

/** Ways to make a right JSON request wrong in one place. */
final class Faults {
  private Faults() {}

  /** That a request with a fault is refused as the protocol has it. */
  static Trial refused(Consumer<ObjectNode> fault) {
    return refused((model, body) -> fault.accept(body));
  }

  /** A fault that depends on the model. */
  interface Fault {
    void into(Usable model, ObjectNode body);
  }

  static Trial refused(Fault fault) {
    return target -> {
      Usable model = target.inJson();
      ObjectNode body = model.question().json();
      fault.into(model, body);
      model.infer(body).expectRefused();
    };
  }

  static ObjectNode firstInput(JsonNode body) {
    return (ObjectNode) body.path("inputs").path(0);
  }

  static ArrayNode firstShape(JsonNode body) {
    return (ArrayNode) firstInput(body).path("shape");
  }

  static ArrayNode firstData(JsonNode body) {
    return (ArrayNode) firstInput(body).path("data");
  }

  /** The same elements, with one dimension more. */
  static void otherRank(ObjectNode body) {
    firstShape(body).add(1);
  }

  /** One more in a dimension that the metadata fix, with as many elements as that takes. */
  static void otherSize(Usable model, ObjectNode body) {
    TensorSpec spec = model.model().inputs().getFirst();
    put(body, SampleValues.zeros(spec.datatype(), spec.misfit()));
  }

  /** Right for its datatype, which is not the model's. */
  static void otherDatatype(Usable model, ObjectNode body) {
    TensorValue value = model.firstValue();
    Datatype other = value.datatype() == Datatype.INT64 ? Datatype.FP32 : Datatype.INT64;
    put(body, SampleValues.zeros(other, value.shape()));
  }

  private static void put(ObjectNode body, TensorValue value) {
    ObjectNode input = firstInput(body);
    input.put("datatype", value.datatype().name());
    ArrayNode shape = input.putArray("shape");
    value.shape().forEach(shape::add);
    input.set("data", TensorJson.flat(value));
  }

  static void oneElementLess(ObjectNode body) {
    firstData(body).remove(0);
  }

  static void oneElementMore(ObjectNode body) {
    ArrayNode data = firstData(body);
    data.add(data.get(0));
  }

  static void anotherInput(ObjectNode body) {
    ObjectNode input = firstInput(body).deepCopy();
    ((ArrayNode) body.path("inputs")).add(input.put("name", "no-such-input"));
  }

  static void sameInputTwice(ObjectNode body) {
    ((ArrayNode) body.path("inputs")).add(firstInput(body).deepCopy());
  }

  /** Needs a model with several inputs. */
  static void oneInputLess(Usable model, ObjectNode body) {
    if (model.inputs().size() < 2) {
      throw new Inapplicable("the model has one input only");
    }
    ((ArrayNode) body.path("inputs")).remove(0);
  }

  static void negativeDimension(ObjectNode body) {
    ArrayNode shape = firstShape(body);
    needsDimensions(shape);
    shape.set(0, shape.numberNode(-1));
  }

  /** Dimensions whose product is 0 to whoever multiplies in 64 bits. */
  static void overflowingShape(ObjectNode body) {
    ArrayNode shape = firstShape(body);
    shape.add(1L << 32);
    shape.add(1L << 32);
  }

  static void notADimension(ObjectNode body) {
    ArrayNode shape = firstShape(body);
    needsDimensions(shape);
    shape.set(0, shape.textNode("one"));
  }

  private static void needsDimensions(ArrayNode shape) {
    if (shape.isEmpty()) {
      throw new Inapplicable("the model takes a scalar");
    }
  }

  /** A value of another kind than the datatype has. */
  static void otherKind(ObjectNode body) {
    ArrayNode data = firstData(body);
    boolean text = data.path(0).isTextual();
    data.set(0, text ? data.numberNode(7) : data.textNode("seven"));
  }

  static void nullElement(ObjectNode body) {
    firstData(body).setNull(0);
  }
}
