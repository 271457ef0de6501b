package dev.soban.cli.acceptance.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A request on its way through a wrong server.
 *
 * @param body a char for each byte
 */
record Call(String method, String path, Map<String, String> headers, String body) {
  boolean infers() {
    return path.endsWith("/infer") && method.equals("POST");
  }

  boolean asks(String pattern) {
    return path.matches(pattern);
  }

  Call to(String other) {
    return new Call(method, other, headers, body);
  }

  Call withBody(String other) {
    return new Call(method, path, headers, other);
  }

  /** The same with its JSON changed; unchanged when it is none or has tensors behind. */
  Call withJson(Consumer<ObjectNode> change) {
    return withBody(changed(body, change));
  }

  /** A body of JSON with something changed; any other body as it is. */
  static String changed(String body, Consumer<ObjectNode> change) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    try {
      JsonNode json = new ObjectMapper().readTree(new String(bytes, StandardCharsets.UTF_8));
      if (!(json instanceof ObjectNode object)) {
        return body;
      }
      change.accept(object);
      byte[] changed = object.toString().getBytes(StandardCharsets.UTF_8);
      return new String(changed, StandardCharsets.ISO_8859_1);
    } catch (JsonProcessingException e) {
      return body;
    }
  }
}
