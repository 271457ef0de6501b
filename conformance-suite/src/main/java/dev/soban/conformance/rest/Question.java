package dev.soban.conformance.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.tensor.TensorJson;
import dev.soban.conformance.tensor.TensorValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A right infer request in the making, as JSON or with tensors behind the JSON. */
public final class Question {
  public static final String HEADER_LENGTH = "Inference-Header-Content-Length";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<String, TensorValue> inputs;
  private final Set<String> binary = new HashSet<>();
  private final ObjectNode head = JSON.objectNode();
  private final ArrayNode outputs = JSON.arrayNode();
  private boolean nested;

  private Question(Map<String, TensorValue> inputs) {
    this.inputs = new LinkedHashMap<>(inputs);
    inputs.forEach(
        (name, value) -> {
          if (value.datatype().half()) {
            binary.add(name);
          }
        });
  }

  /** A request with these inputs; FP16 and BF16, which have no JSON, go behind it. */
  public static Question of(Map<String, TensorValue> inputs) {
    return new Question(inputs);
  }

  public Question id(String id) {
    head.put("id", id);
    return this;
  }

  public Question parameter(String name, Object value) {
    head.withObjectProperty("parameters").putPOJO(name, value);
    return this;
  }

  public Question output(String name) {
    outputs.addObject().put("name", name);
    return this;
  }

  /** Asks for an output with one parameter of its own. */
  public Question output(String name, String parameter, Object value) {
    ObjectNode output = outputs.addObject().put("name", name);
    output.putObject("parameters").putPOJO(parameter, value);
    return this;
  }

  /** Data as arrays within arrays. */
  public Question nested() {
    nested = true;
    return this;
  }

  /** Sends one input behind the JSON. */
  public Question binary(String input) {
    binary.add(input);
    return this;
  }

  public Question binaryInputs() {
    binary.addAll(inputs.keySet());
    return this;
  }

  /** The JSON of the request; a copy that may be changed. */
  public ObjectNode json() {
    ObjectNode json = head.deepCopy();
    ArrayNode array = json.putArray("inputs");
    inputs.forEach((name, value) -> array.add(input(name, value)));
    if (!outputs.isEmpty()) {
      json.set("outputs", outputs.deepCopy());
    }
    return json;
  }

  private ObjectNode input(String name, TensorValue value) {
    ObjectNode input = JSON.objectNode().put("name", name);
    ArrayNode shape = input.putArray("shape");
    value.shape().forEach(shape::add);
    input.put("datatype", value.datatype().name());
    if (binary.contains(name)) {
      input.putObject("parameters").put("binary_data_size", value.array().length);
    } else {
      input.set("data", nested ? TensorJson.nested(value) : TensorJson.flat(value));
    }
    return input;
  }

  public Sent to(String path) {
    return binary.isEmpty() ? Sent.post(path, json()) : toWith(path, json());
  }

  /** The request with another JSON in front of the same tensors, which keep the inputs' order. */
  public Sent toWith(String path, JsonNode json) {
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(text);
    inputs.forEach(
        (name, value) -> {
          if (binary.contains(name)) {
            body.writeBytes(value.array());
          }
        });
    return Sent.post(path, body.toByteArray())
        .with("Content-Type", "application/octet-stream")
        .with(HEADER_LENGTH, Integer.toString(text.length));
  }
}
