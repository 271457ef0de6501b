package dev.soban.cli.acceptance.conformance;

import java.util.List;
import java.util.Locale;

/** Servers that take what is wrong, refuse what is right, or speak odd HTTP. */
final class WrongRefusals {
  private static final String NO = "{\"error\":\"no\"}";

  private WrongRefusals() {}

  static List<Wrong> bodies() {
    return List.of(
        Wrong.accepts("any model answers", "REST-090", "model no-such"),
        Wrong.accepts("any version answers", "REST-091", "987654321"),
        Wrong.instead(
            "an empty body is fine",
            "REST-092",
            call -> call.infers() && call.body().isEmpty(),
            Came.json(200, "{}")),
        Wrong.answers(
            "broken JSON is the server's fault",
            "REST-093 REST-122",
            Call::infers,
            WrongRefusals::internal),
        Wrong.accepts("JSON may break off", "REST-094", "end"),
        Wrong.accepts("arrays are requests", "REST-095", "a JSON object"),
        Wrong.accepts("no inputs are needed", "REST-096", "inputs: missing"),
        Wrong.accepts("inputs may be empty", "REST-097", "input [^ ]*: missing"),
        Wrong.accepts("inputs may be an object", "REST-098", "an array of objects"),
        Wrong.accepts("nesting has no end", "REST-099", "a JSON object|depth|deep"));
  }

  static List<Wrong> inputs() {
    return List.of(
        Wrong.accepts("inputs may be missing", "REST-100", "input [^ ]*: missing"),
        Wrong.accepts("unknown inputs are passed over", "REST-101", "unknown"),
        Wrong.accepts("the last of two inputs counts", "REST-102", "not twice"),
        Wrong.accepts("inputs need no name", "REST-103", "name: missing"),
        Wrong.accepts("inputs need no datatype", "REST-104", "datatype: missing"),
        Wrong.accepts("inputs need no shape", "REST-105", "shape: missing"),
        Wrong.accepts("inputs need no data", "REST-106", "no values"),
        Wrong.accepts("any shape", "REST-107 REST-108", ": shape"),
        Wrong.accepts("any datatype", "REST-109", ": datatype"),
        Wrong.accepts("unknown datatypes", "REST-110", "FP31"),
        Wrong.accepts("any number of values", "REST-111 REST-112", "values \\(expected"),
        Wrong.accepts("negative dimensions", "REST-113", "dimensions >= 0"),
        Wrong.accepts("dimensions overflow", "REST-114", "fewer elements|: shape"),
        Wrong.accepts("dimensions as text", "REST-115", "shape"),
        Wrong.accepts("texts for numbers", "REST-116", "seven"),
        Wrong.accepts("null is 0", "REST-117", "data"),
        Wrong.accepts("ragged data", "REST-118", "depth"),
        Wrong.accepts("integers wrap around", "REST-078", "data"),
        Wrong.accepts("fractions are cut off", "REST-079", "0.5"));
  }

  static List<Wrong> outputs() {
    return List.of(
        Wrong.accepts("unknown outputs are passed over", "REST-119", "no-such-output"),
        Wrong.accepts("an output twice", "REST-120", "twice"),
        Wrong.accepts("outputs without a name", "REST-121", "an output's name"),
        Wrong.answers(
            "errors as text",
            "REST-124",
            call -> true,
            came -> came.status() >= 400 ? came.withHeader("content-type", "text/plain") : came),
        dead());
  }

  static List<Wrong> http() {
    return List.of(
        Wrong.instead(
            "any path is fine",
            "REST-130",
            WrongAnswers.at("/v2/no-such-path"),
            Came.json(200, "{}")),
        Wrong.instead(
            "404 without a body",
            "REST-131",
            WrongAnswers.at("/v2/no-such-path"),
            Came.json(404, "")),
        Wrong.answers(
            "404 for other methods",
            "REST-132 REST-133",
            call -> true,
            came -> came.status() == 405 ? came.withStatus(404) : came),
        Wrong.answers("405 without Allow", "REST-134", call -> true, came -> came.without("allow")),
        Wrong.instead(
            "no HEAD", "REST-135", call -> call.method().equals("HEAD"), Came.json(405, "")),
        Wrong.instead(
            "JSON must be declared",
            "REST-136",
            call -> call.infers() && !call.headers().containsKey("content-type"),
            Came.json(415, NO)),
        Wrong.instead(
            "no charsets",
            "REST-137",
            call -> call.headers().getOrDefault("content-type", "").contains("charset"),
            Came.json(415, NO)),
        Wrong.instead("no gzip", "REST-138", call -> encoded(call, "gzip"), Came.json(415, NO)),
        Wrong.instead(
            "no deflate", "REST-139", call -> encoded(call, "deflate"), Came.json(415, NO)),
        Wrong.accepts("any encoding", "REST-140", "no-such-coding"),
        Wrong.accepts("any gzip", "REST-141", "gzip"),
        Wrong.answers(
            "gzip in name only",
            "REST-142",
            call -> call.headers().getOrDefault("accept-encoding", "").contains("gzip"),
            came -> came.withHeader("content-encoding", "gzip")),
        Wrong.answers(
            "a connection for each request",
            "REST-145",
            call -> true,
            came -> came.withHeader("connection", "close")));
  }

  private static boolean encoded(Call call, String coding) {
    return call.headers().getOrDefault("content-encoding", "").equals(coding);
  }

  private static Came internal(Came came) {
    return came.status() == 400 ? came.withStatus(500) : came;
  }

  /** Answers nothing after the first request that is no JSON. */
  private static Wrong dead() {
    boolean[] broken = new boolean[1];
    return new Wrong(
        "a wrong request breaks the server",
        List.of("REST-125"),
        (call, upstream) -> {
          Came came = upstream.ask(call);
          boolean noJson = came.body().toLowerCase(Locale.ROOT).contains("fp31");
          broken[0] |= came.status() == 400 && noJson;
          return broken[0] ? Came.json(500, NO) : came;
        });
  }
}
