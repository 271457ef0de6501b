package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Growth;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.verdict.Unmet;
import java.util.List;

/** Counts of what was served. */
final class StatisticsChecks {
  static final String EXTENSION = "statistics";
  private static final List<String> DURATIONS =
      List.of("success", "fail", "queue", "compute_input", "compute_infer", "compute_output");

  private StatisticsChecks() {}

  static List<Check> all() {
    return new CheckList(Section.STATISTICS)
        .source("Triton, Statistics Extension")
        .extension(
            "REST-210", "A model's statistics have their fields", offered(StatisticsChecks::fields))
        .extension(
            "REST-211", "Successes grow by what was answered", offered(StatisticsChecks::grow))
        .extension(
            "REST-212", "Statistics of a version name it", offered(StatisticsChecks::version))
        .extension(
            "REST-213",
            "Statistics without a name tell every model",
            offered(StatisticsChecks::everyModel))
        .extension(
            "REST-214",
            "Statistics of an unknown model are refused",
            offered(target -> target.rest().get(Model.unknownPath("/stats")).expectRefused()))
        .checks();
  }

  private static Trial offered(Trial trial) {
    return target -> {
      target.needs(EXTENSION);
      trial.on(target);
    };
  }

  private static JsonNode statistics(Target target, String path) {
    JsonNode list = target.rest().get(path).ok().json().path("model_stats");
    Unmet.unless(list.isArray() && !list.isEmpty(), "model_stats as an array", list);
    return list;
  }

  private static void fields(Target target) {
    Model model = target.usable().model();
    for (JsonNode entry : statistics(target, model.path("stats"))) {
      Unmet.unlessEqual("name", model.name(), entry.path("name").asText());
      Unmet.unless(entry.path("version").isTextual(), "a version as text", entry);
      for (String count : List.of("last_inference", "inference_count", "execution_count")) {
        Unmet.unless(entry.path(count).isIntegralNumber(), "the number " + count, entry);
      }
      for (String name : DURATIONS) {
        JsonNode duration = entry.path("inference_stats").path(name);
        Unmet.unless(
            duration.path("count").isIntegralNumber() && duration.path("ns").isIntegralNumber(),
            "inference_stats." + name + " with count and ns",
            entry);
      }
      Unmet.unless(entry.path("batch_stats").isArray(), "batch_stats as an array", entry);
    }
  }

  private static long successes(Target target, Model model) {
    long total = 0;
    for (JsonNode entry : statistics(target, model.path("stats"))) {
      total += entry.path("inference_stats").path("success").path("count").asLong();
    }
    return total;
  }

  private static void grow(Target target) {
    Usable model = target.usable();
    Growth.expect(() -> successes(target, model.model()), () -> model.answer(model.question()));
  }

  private static void version(Target target) {
    Model model = target.usable().model();
    String version = model.version();
    JsonNode list = statistics(target, model.versionPath(version) + "/stats");
    Unmet.unlessEqual("entries", 1, list.size());
    Unmet.unlessEqual("version", version, list.path(0).path("version").asText());
  }

  private static void everyModel(Target target) {
    List<String> told =
        statistics(target, "v2/models/stats").findValuesAsText("name").stream().distinct().toList();
    for (Usable model : target.allUsable()) {
      Unmet.unless(told.contains(model.name()), "an entry of " + model.name(), told);
    }
  }
}
