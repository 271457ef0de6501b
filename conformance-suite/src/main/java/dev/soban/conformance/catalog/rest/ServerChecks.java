package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Health and metadata of the server. */
final class ServerChecks {
  static final String LIVE = "v2/health/live";
  static final String READY = "v2/health/ready";
  private static final int NOT_FOUND = 404;

  private ServerChecks() {}

  static List<Check> all() {
    return new CheckList(Section.SERVER)
        .source("OIP REST, Health")
        .must("REST-001", "The server says that it is live", target -> target.rest().get(LIVE).ok())
        .must(
            "REST-002", "The server says that it is ready", target -> target.rest().get(READY).ok())
        .should("REST-003", "The answer about life is {\"live\": true}", flag(LIVE, "live"))
        .should("REST-004", "The answer about readiness is {\"ready\": true}", flag(READY, "ready"))
        .source("OIP REST, Server Metadata")
        .must(
            "REST-005", "The server tells its name, version and extensions", ServerChecks::metadata)
        .should(
            "REST-006",
            "The server's metadata are sent as application/json",
            target -> target.rest().get("v2").expectContentType("application/json"))
        .should("REST-007", "No extension is told twice", ServerChecks::extensionsOnce)
        .source("KServe, List Models")
        .extension("REST-008", "The list of models has names, each once", ServerChecks::list)
        .checks();
  }

  private static Trial flag(String path, String name) {
    return target -> {
      JsonNode flag = target.rest().get(path).ok().json().path(name);
      Unmet.unless(flag.isBoolean() && flag.booleanValue(), "\"" + name + "\": true", flag);
    };
  }

  private static void metadata(Target target) {
    JsonNode told = target.rest().get("v2").ok().json();
    Unmet.unless(told.path("name").isTextual(), "a name", told);
    Unmet.unless(told.path("version").isTextual(), "a version", told);
    Unmet.unless(told.path("extensions").isArray(), "extensions as an array", told);
    told.path("extensions")
        .forEach(name -> Unmet.unless(name.isTextual(), "extensions by name", name));
  }

  private static void extensionsOnce(Target target) {
    expectOnce(target.rest().get("v2").ok().json().path("extensions"));
  }

  private static void list(Target target) {
    Reply reply = target.rest().get("v2/models");
    if (reply.status() == NOT_FOUND) {
      throw new Inapplicable("the server does not list its models");
    }
    JsonNode models = reply.ok().json().path("models");
    Unmet.unless(models.isArray(), "models as an array", reply);
    expectOnce(models);
  }

  private static void expectOnce(JsonNode names) {
    Set<String> seen = new HashSet<>();
    for (JsonNode name : names) {
      Unmet.unless(name.isTextual() && !name.textValue().isEmpty(), "names", name);
      Unmet.unless(seen.add(name.textValue()), "each name once", name + " twice");
    }
  }
}
