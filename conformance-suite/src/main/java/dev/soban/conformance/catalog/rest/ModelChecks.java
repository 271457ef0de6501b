package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Unmet;
import java.util.List;

/** Metadata and readiness of models. */
final class ModelChecks {
  private static final int OK = 200;

  private ModelChecks() {}

  static List<Check> all() {
    return new CheckList(Section.MODELS)
        .source("OIP REST, Model Metadata")
        .must("REST-010", "Every model tells its name and platform", ModelChecks::names)
        .must("REST-011", "Every model tells its inputs and outputs", ModelChecks::tensors)
        .should("REST-012", "Every model tells its versions as texts", ModelChecks::versions)
        .must("REST-013", "A version in the path has metadata", ModelChecks::versionMetadata)
        .source("OIP REST, Model Ready")
        .must("REST-014", "A model that answers is ready", ModelChecks::ready)
        .should(
            "REST-015", "Readiness is told as {\"name\", \"ready\": true}", ModelChecks::readyBody)
        .must("REST-016", "A version in the path is ready", ModelChecks::versionReady)
        .must("REST-017", "An unknown model is not ready", ModelChecks::unknownNotReady)
        .must("REST-018", "An unknown version is not ready", ModelChecks::unknownVersionNotReady)
        .source("OIP REST, Model Metadata; errors")
        .must(
            "REST-019",
            "Metadata of an unknown model are refused with an error",
            target -> target.rest().get(Model.unknownPath("")).expectRefused())
        .must(
            "REST-020",
            "Metadata of an unknown version are refused with an error",
            target ->
                target
                    .rest()
                    .get(target.model().versionPath(Model.UNKNOWN_VERSION))
                    .expectRefused())
        .should("REST-021", "Unknown models and versions are 404", ModelChecks::notFound)
        .source("RFC 3986, 2.1")
        .should("REST-022", "A percent-encoded model name is understood", ModelChecks::encoded)
        .checks();
  }

  private static void names(Target target) {
    someModels(target);
    for (Model model : target.models()) {
      JsonNode metadata = target.rest().get(model.path()).ok().json();
      Unmet.unlessEqual("name", model.name(), metadata.path("name").asText());
      Unmet.unless(metadata.path("platform").isTextual(), "a platform", metadata);
    }
  }

  private static void tensors(Target target) {
    someModels(target);
    for (Model model : target.models()) {
      JsonNode metadata = target.rest().get(model.path()).ok().json();
      expectTensors(metadata.path("inputs"));
      expectTensors(metadata.path("outputs"));
    }
  }

  private static void someModels(Target target) {
    if (target.models().isEmpty()) {
      throw new Inapplicable("no model has metadata");
    }
  }

  private static void expectTensors(JsonNode tensors) {
    Unmet.unless(tensors.isArray(), "inputs and outputs as arrays", tensors.getNodeType());
    for (JsonNode tensor : tensors) {
      Unmet.unless(!tensor.path("name").asText().isEmpty(), "a name", tensor);
      String datatype = tensor.path("datatype").asText();
      Unmet.unless(Datatype.named(datatype).isPresent(), "a datatype of the protocol", tensor);
      Unmet.unless(tensor.path("shape").isArray(), "a shape", tensor);
      for (JsonNode dim : tensor.path("shape")) {
        boolean fits = dim.isIntegralNumber() && dim.longValue() >= -1;
        Unmet.unless(fits, "dimensions that are -1 or more", tensor);
      }
    }
  }

  private static void versions(Target target) {
    someModels(target);
    for (Model model : target.models()) {
      JsonNode versions = target.rest().get(model.path()).ok().json().path("versions");
      Unmet.unless(
          versions.isArray() && !versions.isEmpty(), "versions of " + model.name(), versions);
      versions.forEach(version -> Unmet.unless(version.isTextual(), "texts", versions));
    }
  }

  private static void versionMetadata(Target target) {
    Model model = target.model();
    Reply reply = target.rest().get(model.versionPath(model.version())).ok();
    Unmet.unlessEqual("name", model.name(), reply.json().path("name").asText());
  }

  private static void ready(Target target) {
    for (Usable usable : target.allUsable()) {
      target.rest().get(usable.model().path("ready")).ok();
    }
  }

  private static void readyBody(Target target) {
    Model model = target.usable().model();
    JsonNode told = target.rest().get(model.path("ready")).ok().json();
    Unmet.unlessEqual("name", model.name(), told.path("name").asText());
    Unmet.unless(told.path("ready").asBoolean(), "\"ready\": true", told);
  }

  private static void versionReady(Target target) {
    Model model = target.usable().model();
    target.rest().get(model.versionPath(model.version()) + "/ready").ok();
  }

  private static void unknownNotReady(Target target) {
    Reply reply = target.rest().get(Model.unknownPath("/ready"));
    Unmet.unless(reply.status() != OK, "a status other than 200", reply);
  }

  private static void unknownVersionNotReady(Target target) {
    Reply reply = target.rest().get(target.model().versionPath(Model.UNKNOWN_VERSION) + "/ready");
    Unmet.unless(reply.status() != OK, "a status other than 200", reply);
  }

  private static void notFound(Target target) {
    target.rest().get(Model.unknownPath("")).expectStatus(404);
    target.rest().get(target.model().versionPath(Model.UNKNOWN_VERSION)).expectStatus(404);
  }

  private static void encoded(Target target) {
    Model model = target.model();
    char first = model.name().charAt(0);
    if (first > 0x7f) {
      throw new Inapplicable("the model's name starts with a letter that is always encoded");
    }
    String rest = model.path().substring("v2/models/".length() + 1);
    Reply reply = target.rest().get("v2/models/%" + Integer.toHexString(first) + rest).ok();
    Unmet.unlessEqual("name", model.name(), reply.json().path("name").asText());
  }
}
