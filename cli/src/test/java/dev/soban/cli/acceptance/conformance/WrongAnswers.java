package dev.soban.cli.acceptance.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Servers that tell or answer something wrong. */
final class WrongAnswers {
  private static final Predicate<Call> METADATA = at("/v2/models/[a-z_]+");
  private static final Predicate<Call> SERVER = at("/v2");

  private WrongAnswers() {}

  static List<Wrong> server() {
    return List.of(
        Wrong.instead("live is 500", "REST-001", at("/v2/health/live"), Came.json(500, "{}")),
        Wrong.instead("ready is 503", "REST-002", at("/v2/health/ready"), Came.json(503, "{}")),
        Wrong.json("live says false", "REST-003", at("/v2/health/live"), j -> j.put("live", false)),
        Wrong.json("ready says no", "REST-004", at("/v2/health/ready"), j -> j.put("ready", "no")),
        Wrong.json("no version of the server", "REST-005", SERVER, json -> json.remove("version")),
        Wrong.answers(
            "metadata as text",
            "REST-006",
            SERVER,
            came -> came.withHeader("content-type", "text/plain")),
        Wrong.json(
            "an extension twice",
            "REST-007",
            SERVER,
            json -> array(json, "extensions").add("parameters")),
        Wrong.json(
            "a model listed twice",
            "REST-008",
            at("/v2/models"),
            json -> array(json, "models").add("iris")));
  }

  static List<Wrong> models() {
    return List.of(
        Wrong.json("another model's name", "REST-010", METADATA, json -> json.put("name", "other")),
        Wrong.json("no platform", "REST-010", METADATA, json -> json.remove("platform")),
        Wrong.json(
            "an unknown datatype in metadata",
            "REST-011",
            METADATA,
            json -> first(json, "outputs").put("datatype", "FLOAT")),
        Wrong.json(
            "no shape in metadata", "REST-011", METADATA, j -> first(j, "inputs").remove("shape")),
        Wrong.json("versions as numbers", "REST-012", METADATA, j -> j.putArray("versions").add(1)),
        Wrong.instead(
            "no versions in paths",
            "REST-013 REST-016",
            at(".*/versions/1(/ready)?"),
            Came.json(404, "{\"error\":\"no\"}")),
        Wrong.instead("a model is not ready", "REST-014", at(".*/ready"), Came.json(503, "{}")),
        Wrong.json(
            "readiness without a name",
            "REST-015",
            at(".*/models/.*/ready"),
            j -> j.remove("name")),
        Wrong.instead(
            "everything is ready",
            "REST-017 REST-018",
            at(".*/ready"),
            Came.json(200, "{\"ready\":true}")),
        Wrong.answers("errors without a body", "REST-019 REST-020", any(), c -> refusal(c, "")),
        Wrong.answers("errors as text", "REST-019", any(), came -> refusal(came, "not found")),
        Wrong.answers(
            "400 for what is not there",
            "REST-021 REST-123",
            any(),
            came -> came.status() == 404 ? came.withStatus(400) : came),
        Wrong.instead(
            "names as they come", "REST-022", at(".*%.*"), Came.json(404, "{\"error\":\"no\"}")));
  }

  static List<Wrong> inference() {
    return List.of(
        Wrong.instead(
            "infer is 500", "REST-040", Call::infers, Came.json(500, "{\"error\":\"no\"}")),
        Wrong.answers(
            "answers as text",
            "REST-041",
            Call::infers,
            came -> came.withHeader("content-type", "text/plain")),
        Wrong.json("no model_name", "REST-042", Call::infers, json -> json.remove("model_name")),
        Wrong.json(
            "a version that is not", "REST-043", Call::infers, j -> j.put("model_version", "7")),
        Wrong.json("no id", "REST-044 REST-147", Call::infers, json -> json.remove("id")),
        Wrong.json("an id of ASCII", "REST-045", Call::infers, WrongAnswers::asciiId),
        Wrong.json("an id of its own", "REST-046", Call::infers, json -> json.put("id", "made-up")),
        Wrong.json(
            "an output less",
            "REST-047 REST-048",
            Call::infers,
            j -> array(j, "outputs").remove(0)),
        Wrong.json(
            "another datatype",
            "REST-048",
            Call::infers,
            j -> first(j, "outputs").put("datatype", "FP64")),
        Wrong.json(
            "another shape",
            "REST-040",
            Call::infers,
            j -> array(first(j, "outputs"), "shape").add(2)),
        Wrong.json(
            "another rank",
            "REST-048",
            Call::infers,
            j -> array(first(j, "outputs"), "shape").add(1)),
        Wrong.requests("nested data misread", "REST-049", WrongValues::firstOfNested),
        Wrong.requests(
            "outputs not chosen", "REST-050 REST-051", json(json -> json.remove("outputs"))),
        Wrong.requests("empty outputs mean none", "REST-056", WrongAnswers::noneWanted),
        Wrong.instead(
            "no infer of versions",
            "REST-052",
            at(".*/versions/.*/infer"),
            Came.json(404, "{\"error\":\"no\"}")),
        Wrong.json("rows swapped", "REST-057", Call::infers, WrongValues::swapRows),
        Wrong.json("every value the same", "REST-147", Call::infers, WrongValues::allTheSame));
  }

  static Predicate<Call> at(String pattern) {
    return call -> call.asks(pattern);
  }

  static Predicate<Call> any() {
    return call -> true;
  }

  static UnaryOperator<Call> json(Consumer<ObjectNode> change) {
    return call -> call.withJson(change);
  }

  static ArrayNode array(JsonNode json, String name) {
    return json.path(name) instanceof ArrayNode array ? array : ((ObjectNode) json).arrayNode();
  }

  static ObjectNode first(ObjectNode json, String name) {
    return array(json, name).path(0) instanceof ObjectNode object ? object : json.objectNode();
  }

  private static Came refusal(Came came, String body) {
    return came.status() >= 400 ? came.withBody(body) : came;
  }

  private static void asciiId(ObjectNode json) {
    if (json.has("id")) {
      json.put("id", json.path("id").asText().replaceAll("[^\\x20-\\x7e]", "?"));
    }
  }

  private static Call noneWanted(Call call) {
    return call.withJson(
        json -> {
          if (json.path("outputs").isArray() && json.path("outputs").isEmpty()) {
            json.putArray("outputs").addObject().put("name", "none");
          }
        });
  }
}
