package dev.soban.conformance.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.Result;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.verdict.Exchange;
import dev.soban.conformance.verdict.Outcome;
import java.util.List;

/** Results as one JSON object. */
public final class JsonReport {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonReport() {}

  public static String of(Target target, List<Result> results) {
    ObjectNode report = JSON.objectNode();
    report.put("url", target.rest().base().toString());
    report.put("server", target.server());
    ArrayNode models = report.putArray("models");
    target.models().stream().map(Model::name).forEach(models::add);
    ObjectNode unusable = report.putObject("unusable");
    target.unusable().forEach(unusable::put);
    Summary summary = Summary.of(results);
    report.put("passed", summary.passed());
    report.put("failed", summary.failed());
    report.put("failed_must", summary.failedMust());
    report.put("not_applicable", summary.notApplicable());
    ArrayNode list = report.putArray("results");
    results.forEach(result -> list.add(result(result)));
    return report.toPrettyString();
  }

  /** The checks without results. */
  public static String of(List<Check> checks) {
    ArrayNode list = JSON.arrayNode();
    checks.forEach(check -> list.add(check(check)));
    return list.toPrettyString();
  }

  private static ObjectNode check(Check check) {
    return JSON.objectNode()
        .put("id", check.id())
        .put("level", check.level().name())
        .put("section", check.section().title())
        .put("states", check.states())
        .put("source", check.source());
  }

  private static ObjectNode result(Result result) {
    ObjectNode node = check(result.check());
    switch (result.outcome()) {
      case Outcome.Passed passed -> node.put("outcome", "passed");
      case Outcome.NotApplicable none ->
          node.put("outcome", "not_applicable").put("reason", none.reason());
      case Outcome.Failed failed -> {
        node.put("outcome", "failed");
        node.put("expected", failed.expected()).put("came", failed.came());
        ArrayNode said = node.putArray("said");
        for (Exchange exchange : failed.said()) {
          said.addObject().put("sent", exchange.sent()).put("came", exchange.came());
        }
      }
    }
    return node;
  }
}
