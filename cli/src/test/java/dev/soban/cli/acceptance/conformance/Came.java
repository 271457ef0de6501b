package dev.soban.cli.acceptance.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * An answer on its way through a wrong server.
 *
 * @param headers by lower-case name
 * @param body a char for each byte
 */
record Came(int status, Map<String, String> headers, String body) {
  static Came json(int status, String body) {
    return new Came(status, Map.of("content-type", "application/json"), body);
  }

  Came withStatus(int other) {
    return new Came(other, headers, body);
  }

  Came withBody(String other) {
    return new Came(status, headers, other);
  }

  Came withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Came(status, more, body);
  }

  Came without(String header) {
    Map<String, String> fewer = new TreeMap<>(headers);
    fewer.remove(header);
    return new Came(status, fewer, body);
  }

  /** The same with its JSON changed; unchanged when it is none or has tensors behind. */
  Came withJson(Consumer<ObjectNode> change) {
    return withBody(Call.changed(body, change));
  }
}
