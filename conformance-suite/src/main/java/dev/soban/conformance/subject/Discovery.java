package dev.soban.conformance.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.soban.conformance.rest.HttpLine;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds out which models a server has. */
final class Discovery {
  private final HttpLine rest;

  Discovery(HttpLine rest) {
    this.rest = rest;
  }

  /** The names that the list of models or the repository index tells; empty when neither does. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    document(rest.get("v2/models")).path("models").forEach(name -> names.add(name.asText()));
    if (names.isEmpty()) {
      document(rest.post("v2/repository/index", "{}"))
          .forEach(entry -> names.add(entry.path("name").asText()));
    }
    return names;
  }

  /** The models that have metadata, with what these tell. */
  List<Model> described(Set<String> names) {
    List<Model> models = new ArrayList<>();
    for (String name : names) {
      JsonNode metadata = document(rest.get(Model.of(name, MissingNode.getInstance()).path()));
      if (metadata.isObject()) {
        models.add(Model.of(name, metadata));
      }
    }
    return models;
  }

  /** The JSON of an answer; missing when it is none or a refusal. */
  static JsonNode document(Reply reply) {
    try {
      return reply.ok().json();
    } catch (Unmet none) {
      return MissingNode.getInstance();
    }
  }
}
