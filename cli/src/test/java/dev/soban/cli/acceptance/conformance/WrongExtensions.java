package dev.soban.cli.acceptance.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Servers that offer extensions and get them wrong. */
final class WrongExtensions {
  private static final String LENGTH = "inference-header-content-length";
  private static final String OCTETS = "application/octet-stream";
  private static final String NO = "{\"error\":\"no\"}";
  private static final Predicate<Call> STATISTICS = WrongAnswers.at(".*/stats");
  private static final Predicate<Call> CONFIG = WrongAnswers.at(".*/config");
  private static final Predicate<Call> INDEX = WrongAnswers.at("/v2/repository/index");

  private WrongExtensions() {}

  static List<Wrong> binary() {
    return List.of(
        Wrong.requests("binary bytes turned around", "REST-160 REST-164", WrongExtensions::turned),
        Wrong.requests(
            "no output in binary", "REST-161", text("\"binary_data\":true", "\"other\":true")),
        Wrong.requests("no outputs in binary", "REST-162", text("binary_data_output", "other")),
        Wrong.requests(
            "the request's wish counts", "REST-163", text("\"binary_data\":false", "\"other\":1")),
        Wrong.instead(
            "inputs do not mix",
            "REST-165",
            call -> call.headers().containsKey(LENGTH) && call.body().contains("\"data\""),
            Came.json(400, NO)),
        Wrong.answers(
            "no length of the JSON", "REST-167", Call::infers, came -> came.without(LENGTH)),
        Wrong.answers(
            "binary as JSON",
            "REST-167",
            Call::infers,
            came -> came.withHeader("content-type", "application/json")),
        Wrong.answers(
            "JSON as binary",
            "REST-168",
            Call::infers,
            came -> came.withHeader("content-type", OCTETS)),
        Wrong.answers(
            "a size that is too small",
            "REST-164 REST-162",
            Call::infers,
            came -> came.withBody(came.body().replace("_size\":12", "_size\":11"))),
        Wrong.instead(
            "no raw bodies", "REST-170", call -> length(call).equals("0"), Came.json(400, NO)),
        Wrong.accepts("any size", "REST-171", "binary_data_size"),
        Wrong.accepts("bodies may break off", "REST-172", "that are left"),
        Wrong.accepts("bytes may be left over", "REST-173", "left behind"),
        Wrong.accepts("any JSON length", "REST-174 REST-175", "Content-Length"),
        Wrong.accepts("half of the JSON", "REST-176", ""),
        Wrong.accepts("no JSON length needed", "REST-177", "with the header"),
        Wrong.accepts("data and binary data", "REST-178", "both data"),
        Wrong.accepts("negative sizes", "REST-179", "binary_data_size: -1"),
        Wrong.accepts("texts of any length", "REST-180", ""));
  }

  static List<Wrong> others() {
    return List.of(
        Wrong.json(
            "classes without an index", "REST-190", Call::infers, j -> texts(j, ":\\d+", "")),
        Wrong.json("the worst class first", "REST-191", Call::infers, WrongExtensions::worstFirst),
        Wrong.requests("no classes in binary", "REST-192", WrongExtensions::notBoth),
        Wrong.accepts("any count of classes", "REST-193 REST-194", "classification"),
        Wrong.instead(
            "no parameters",
            "REST-200",
            call -> call.body().contains("a_truth"),
            Came.json(400, NO)),
        Wrong.accepts("reserved names", "REST-201", "reserved"),
        Wrong.accepts("parameters of any kind", "REST-202 REST-203", "parameters"),
        Wrong.instead(
            "no priority",
            "REST-204",
            call -> call.body().contains("\"priority\""),
            Came.json(400, NO)),
        Wrong.instead(
            "no timeout",
            "REST-205",
            call -> call.body().contains("\"timeout\""),
            Came.json(400, NO)),
        Wrong.json(
            "statistics without times",
            "REST-210",
            STATISTICS,
            j -> entry(j).remove("inference_stats")),
        Wrong.json("successes count twice", "REST-211", STATISTICS, WrongExtensions::countTwice),
        Wrong.json(
            "statistics of no version", "REST-212", STATISTICS, j -> entry(j).put("version", "7")),
        Wrong.json(
            "one model's statistics for all", "REST-213", STATISTICS, j -> cut(j, "model_stats")),
        Wrong.answers(
            "unknown models have statistics", "REST-214", STATISTICS, came -> came.withStatus(200)),
        Wrong.json("no max_batch_size", "REST-220", CONFIG, json -> json.remove("max_batch_size")),
        Wrong.json(
            "other types in the configuration",
            "REST-221",
            CONFIG,
            json -> WrongAnswers.first(json, "input").put("data_type", "TYPE_UINT64")),
        Wrong.json(
            "rows in the configuration", "REST-222", CONFIG, json -> dims(json).insert(0, -1)),
        Wrong.answers(
            "unknown models have a configuration", "REST-223", CONFIG, c -> c.withStatus(200)),
        Wrong.instead(
            "no configuration of versions",
            "REST-224",
            WrongAnswers.at(".*/versions/.*/config"),
            Came.json(404, NO)),
        Wrong.answers(
            "states of its own",
            "REST-230",
            INDEX,
            c -> c.withBody(c.body().replace("READY", "FINE"))),
        Wrong.answers(
            "nothing is READY",
            "REST-231 REST-232",
            INDEX,
            came -> came.withBody(came.body().replace("READY", "UNAVAILABLE"))),
        Wrong.instead(
            "an index needs a body",
            "REST-233",
            call -> INDEX.test(call) && call.body().isEmpty(),
            Came.json(200, NO)),
        Wrong.answers(
            "anything can be loaded",
            "REST-234",
            WrongAnswers.at("/v2/repository/models/.*/load"),
            came -> Came.json(200, "{}")));
  }

  private static String length(Call call) {
    return call.headers().getOrDefault(LENGTH, "none");
  }

  private static UnaryOperator<Call> text(String from, String to) {
    return call -> call.withBody(call.body().replace(from, padded(to, from.length())));
  }

  /** As long as before, so that lengths told in headers stay right. */
  private static String padded(String text, int length) {
    return text.endsWith("other")
        ? text + "_".repeat(length - text.length())
        : text + " ".repeat(length - text.length());
  }

  private static Call turned(Call call) {
    String length = length(call);
    if (!length.matches("[1-9]\\d*") || Integer.parseInt(length) > call.body().length()) {
      return call;
    }
    int json = Integer.parseInt(length);
    String tensors = call.body().substring(json);
    return call.withBody(call.body().substring(0, json) + new StringBuilder(tensors).reverse());
  }

  private static Call notBoth(Call call) {
    boolean both = call.body().contains("classification") && call.body().contains("_output");
    return both ? call.withBody(call.body().replace("\"classification\":1", "\"any\":1")) : call;
  }

  private static void texts(ObjectNode json, String pattern, String replacement) {
    for (JsonNode output : json.path("outputs")) {
      ArrayNode data = WrongAnswers.array(output, "data");
      for (int i = 0; i < data.size(); i++) {
        if (data.get(i).isTextual()) {
          data.set(i, data.textNode(data.get(i).textValue().replaceFirst(pattern, replacement)));
        }
      }
    }
  }

  private static void worstFirst(ObjectNode json) {
    for (JsonNode output : json.path("outputs")) {
      ArrayNode data = WrongAnswers.array(output, "data");
      if (data.path(0).isTextual()) {
        data.add(data.remove(0));
      }
    }
  }

  private static ObjectNode entry(ObjectNode json) {
    return WrongAnswers.first(json, "model_stats");
  }

  private static void countTwice(ObjectNode json) {
    if (entry(json).path("inference_stats").path("success") instanceof ObjectNode success) {
      success.put("count", 2 * success.path("count").asLong());
    }
  }

  private static void cut(ObjectNode json, String list) {
    ArrayNode entries = WrongAnswers.array(json, list);
    while (entries.size() > 1) {
      entries.remove(1);
    }
  }

  private static ArrayNode dims(ObjectNode json) {
    return WrongAnswers.array(WrongAnswers.first(json, "input"), "dims");
  }
}
