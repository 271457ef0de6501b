package dev.soban.cli.acceptance.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An infer request before it is put into bytes. */
public final class Question {
  private final Map<String, TensorValue> inputs = new LinkedHashMap<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<String> outputs = new ArrayList<>();

  public static Question of(String name, TensorValue value) {
    return new Question().input(name, value);
  }

  public Question input(String name, TensorValue value) {
    inputs.put(name, value);
    return this;
  }

  public Question output(String name) {
    outputs.add(Json.quoted(name));
    return this;
  }

  /** Asks for the best classes of an output. */
  public Question classes(String name, int count) {
    outputs.add(Json.quoted(name) + ",\"parameters\":{\"classification\":" + count + "}");
    return this;
  }

  public Question timeoutMicros(long micros) {
    parameters.put("timeout", Long.toString(micros));
    return this;
  }

  Map<String, TensorValue> inputs() {
    return inputs;
  }

  String json(Transfer transfer) {
    List<String> entries = new ArrayList<>();
    inputs.forEach((name, value) -> entries.add(entry(name, value, transfer.binaryInputs())));
    Map<String, String> all = new LinkedHashMap<>(parameters);
    if (transfer.binaryOutputs()) {
      all.put("binary_data_output", "true");
    }
    List<String> pairs = new ArrayList<>();
    all.forEach((name, value) -> pairs.add(Json.quoted(name) + ":" + value));
    StringBuilder json = new StringBuilder("{\"id\":\"q\",\"parameters\":{");
    json.append(String.join(",", pairs)).append("},\"inputs\":[");
    json.append(String.join(",", entries)).append(']');
    if (!outputs.isEmpty()) {
      json.append(",\"outputs\":[");
      json.append(String.join(",", outputs.stream().map(o -> "{\"name\":" + o + "}").toList()));
      json.append(']');
    }
    return json.append('}').toString();
  }

  byte[] behind(Transfer transfer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (transfer.binaryInputs()) {
      inputs.values().forEach(value -> bytes.writeBytes(value.toArray()));
    }
    return bytes.toByteArray();
  }

  private static String entry(String name, TensorValue value, boolean binary) {
    String data =
        binary
            ? "\"parameters\":{\"binary_data_size\":" + value.bytes().remaining() + "}"
            : "\"data\":" + value.json();
    return "{\"name\":%s,\"shape\":%s,\"datatype\":\"%s\",%s}"
        .formatted(Json.quoted(name), value.shape(), value.dataType(), data);
  }

  /** JSON and what stands behind it. */
  byte[] body(Transfer transfer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(json(transfer).getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(behind(transfer));
    return bytes.toByteArray();
  }

  int headerLength(Transfer transfer) {
    return json(transfer).getBytes(StandardCharsets.UTF_8).length;
  }
}
