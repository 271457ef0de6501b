package dev.soban.cli.acceptance.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came back, already decompressed. */
public final class Answer {
  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  Answer(int status, Map<String, List<String>> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public Optional<String> header(String name) {
    return headers.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(entry -> entry.getValue().getFirst())
        .findFirst();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public Object json() {
    return Json.read(text());
  }

  /** The reason of a refusal. */
  public String error() {
    return (String) Json.object(json()).get("error");
  }

  /** The outputs of a successful infer request. */
  public Map<String, TensorValue> outputs() {
    if (status != 200) {
      throw new AssertionError("status " + status + ": " + text());
    }
    int jsonLength = header(V2Client.HEADER_LENGTH).map(Integer::parseInt).orElse(body.length);
    String json = new String(body, 0, jsonLength, StandardCharsets.UTF_8);
    ByteBuffer behind = ByteBuffer.wrap(body, jsonLength, body.length - jsonLength);
    Map<String, TensorValue> outputs = new LinkedHashMap<>();
    for (Object entry : Json.list(Json.object(Json.read(json)).get("outputs"))) {
      Map<String, Object> output = Json.object(entry);
      outputs.put((String) output.get("name"), value(output, behind));
    }
    if (behind.hasRemaining()) {
      throw new AssertionError(behind.remaining() + " bytes behind the last output");
    }
    return outputs;
  }

  public TensorValue output(String name) {
    Map<String, TensorValue> outputs = outputs();
    if (!outputs.containsKey(name)) {
      throw new AssertionError("no output " + name + " in " + outputs.keySet());
    }
    return outputs.get(name);
  }

  private static TensorValue value(Map<String, Object> output, ByteBuffer behind) {
    String dataType = (String) output.get("datatype");
    List<Long> shape =
        Arrays.stream(Json.numbers(output.get("shape"))).mapToObj(dim -> (long) dim).toList();
    if (output.containsKey("data")) {
      return TensorValue.read(dataType, shape, output.get("data"));
    }
    Object size = Json.object(output.get("parameters")).get("binary_data_size");
    byte[] bytes = new byte[(int) Json.number(size)];
    behind.get(bytes);
    return TensorValue.of(dataType, shape, bytes);
  }
}
