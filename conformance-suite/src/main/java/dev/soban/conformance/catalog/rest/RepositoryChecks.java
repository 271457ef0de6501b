package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import java.util.List;
import java.util.Set;

/**
 * The repository index. Nothing is loaded or unloaded: the server may be somebody's in production.
 */
final class RepositoryChecks {
  static final String EXTENSION = "model_repository";
  private static final String INDEX = "v2/repository/index";
  private static final String READY = "READY";
  private static final Set<String> STATES =
      Set.of("UNKNOWN", READY, "UNAVAILABLE", "LOADING", "UNLOADING");

  private RepositoryChecks() {}

  static List<Check> all() {
    return new CheckList(Section.REPOSITORY)
        .source("Triton, Model Repository Extension")
        .extension(
            "REST-230", "The index tells name, version, state and reason", RepositoryChecks::fields)
        .extension(
            "REST-231",
            "The index has every model that answers, as READY",
            RepositoryChecks::complete)
        .extension(
            "REST-232",
            "Asked for ready ones, the index tells no others",
            RepositoryChecks::readyOnly)
        .extension("REST-233", "An index request without a body is fine", RepositoryChecks::noBody)
        .extension("REST-234", "Loading an unknown model is refused", RepositoryChecks::loadUnknown)
        .checks();
  }

  /** The index is also asked of a server that offers it without saying so. */
  private static JsonNode index(Target target, String body) {
    Reply reply = target.rest().post(INDEX, body);
    if (!target.extensions().contains(EXTENSION) && reply.status() != 200) {
      throw new Inapplicable(
          "the extension " + EXTENSION + " is not advertised, and no index is offered");
    }
    JsonNode index = reply.ok().json();
    Unmet.unless(index.isArray(), "an array", reply);
    return index;
  }

  private static void fields(Target target) {
    for (JsonNode entry : index(target, "{}")) {
      Unmet.unless(!entry.path("name").asText().isEmpty(), "a name", entry);
      if (entry.has("version")) {
        Unmet.unless(entry.path("version").isTextual(), "a version as text", entry);
      }
      if (entry.has("state")) {
        Unmet.unless(STATES.contains(entry.path("state").asText()), "one of " + STATES, entry);
      }
    }
  }

  private static void complete(Target target) {
    JsonNode index = index(target, "{}");
    for (Usable usable : target.allUsable()) {
      Model model = usable.model();
      boolean told = false;
      for (JsonNode entry : index) {
        told |=
            entry.path("name").asText().equals(model.name())
                && entry.path("state").asText(READY).equals(READY);
      }
      Unmet.unless(told, "a READY entry of " + model.name(), index);
    }
  }

  private static void readyOnly(Target target) {
    for (JsonNode entry : index(target, "{\"ready\": true}")) {
      Unmet.unlessEqual("state", READY, entry.path("state").asText(READY));
    }
  }

  private static void noBody(Target target) {
    index(target, "");
  }

  private static void loadUnknown(Target target) {
    target.needs(EXTENSION);
    Reply reply = target.rest().post("v2/repository/models/" + Model.UNKNOWN + "/load", "{}");
    Unmet.unless(reply.status() >= 400, "a refusal", reply);
    reply.expectErrorText();
  }
}
