package dev.soban.conformance.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorJson;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An infer response.
 *
 * @param outputs by name, in their order
 * @param binary which of them came behind the JSON
 */
public record Answer(JsonNode json, Map<String, TensorValue> outputs, Set<String> binary) {
  private static final int MOST_DIMENSIONS = 64;

  /** Reads an answer strictly; whatever is not as the protocol says is unmet. */
  public static Answer of(Reply reply) {
    reply.ok();
    return new Reader(reply).read();
  }

  /** One output, which must be there. */
  public TensorValue output(String name) {
    TensorValue value = outputs.get(name);
    if (value == null) {
      throw new Unmet("an output " + name, "outputs " + outputs.keySet());
    }
    return value;
  }

  /** Throws unless the tensors are the same to the bit. */
  public void expectSame(Answer other, String meaning) {
    expectNames(other.outputs.keySet());
    outputs.forEach(
        (name, value) ->
            Unmet.unless(
                value.equals(other.output(name)),
                "output " + name + " the same " + meaning + ": " + told(other.output(name)),
                told(value)));
  }

  /** Throws unless exactly these outputs came. */
  public void expectNames(Set<String> names) {
    Unmet.unlessEqual("outputs", Set.copyOf(names), Set.copyOf(outputs.keySet()));
  }

  private static String told(TensorValue value) {
    boolean small = value.array().length <= 256;
    return value + (small ? " " + TensorJson.flat(value) : "");
  }

  /** An answer while it is read. */
  private static final class Reader {
    private final JsonNode json;
    private final byte[] behind;
    private int position;
    private final Map<String, TensorValue> outputs = new LinkedHashMap<>();
    private final Set<String> binary = new LinkedHashSet<>();

    Reader(Reply reply) {
      byte[] body = reply.body();
      int length = headerLength(reply, body.length);
      this.json = Reply.json(Arrays.copyOf(body, length));
      this.behind = Arrays.copyOfRange(body, length, body.length);
    }

    private static int headerLength(Reply reply, int most) {
      String text = reply.header(Question.HEADER_LENGTH).orElse(Integer.toString(most));
      boolean number = text.matches("\\d{1,9}") && Integer.parseInt(text) <= most;
      Unmet.unless(number, Question.HEADER_LENGTH + " of at most " + most, text);
      return Integer.parseInt(text);
    }

    Answer read() {
      JsonNode list = json.path("outputs");
      Unmet.unless(list.isArray(), "outputs as an array", list.getNodeType());
      list.forEach(this::readOutput);
      Unmet.unless(
          position == behind.length,
          "as many bytes behind the JSON as the outputs say, " + position,
          behind.length + " bytes");
      return new Answer(json, outputs, binary);
    }

    private void readOutput(JsonNode output) {
      String name = output.path("name").asText();
      Unmet.unless(!name.isEmpty(), "a name for every output", output);
      String type = output.path("datatype").asText();
      Datatype datatype =
          Datatype.named(type)
              .orElseThrow(() -> new Unmet("a datatype of the protocol for " + name, type));
      List<Long> shape = shape(name, output.path("shape"));
      JsonNode size = output.path("parameters").path("binary_data_size");
      TensorValue value =
          size.isMissingNode()
              ? TensorJson.read(datatype, shape, output.path("data"))
              : take(datatype, shape, size);
      if (!size.isMissingNode()) {
        binary.add(name);
      }
      Unmet.unless(outputs.put(name, value) == null, "every output once", name + " twice");
    }

    private static List<Long> shape(String name, JsonNode node) {
      Unmet.unless(
          node.isArray() && node.size() <= MOST_DIMENSIONS, "a shape for output " + name, node);
      List<Long> shape = new ArrayList<>();
      for (JsonNode dim : node) {
        Unmet.unless(dim.isIntegralNumber() && dim.longValue() >= 0, "dimensions >= 0", node);
        shape.add(dim.longValue());
      }
      return shape;
    }

    private TensorValue take(Datatype datatype, List<Long> shape, JsonNode size) {
      boolean there =
          size.isIntegralNumber()
              && size.longValue() >= 0
              && size.longValue() <= behind.length - position;
      Unmet.unless(
          there, "a binary_data_size of at most " + (behind.length - position) + " bytes", size);
      int end = position + size.intValue();
      TensorValue value =
          TensorValue.of(datatype, shape, Arrays.copyOfRange(behind, position, end));
      Unmet.unless(value.complete(), "as many bytes as " + value + " takes", size);
      position = end;
      return value;
    }
  }
}
