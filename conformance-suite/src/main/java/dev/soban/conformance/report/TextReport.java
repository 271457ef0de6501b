package dev.soban.conformance.report;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.Level;
import dev.soban.conformance.check.Result;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.verdict.Exchange;
import dev.soban.conformance.verdict.Outcome;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table by sections, written while the checks run. */
public final class TextReport {
  private static final String BELOW = "                              ";

  private final PrintWriter out;
  private @Nullable Section section;

  public TextReport(PrintWriter out) {
    this.out = out;
  }

  /** Who is tried, and with what. */
  public void head(Target target) {
    String server = target.server().isEmpty() ? "a server without a name" : target.server();
    out.println("Server  " + server + " at " + target.rest().base());
    List<String> used =
        target.unusable().size() == target.models().size()
            ? List.of()
            : target.allUsable().stream().map(Usable::name).toList();
    out.println("Models  " + (used.isEmpty() ? "none that answers" : String.join(", ", used)));
    target
        .unusable()
        .forEach((name, reason) -> out.println("        without " + name + ": " + oneLine(reason)));
  }

  public void result(Result result) {
    Check check = result.check();
    if (check.section() != section) {
      section = check.section();
      out.println();
      out.println(check.section().title());
    }
    out.printf(
        "  %-4s  %-6s  %-8s  %s%n",
        word(result.outcome()), level(check.level()), check.id(), check.states());
    switch (result.outcome()) {
      case Outcome.Passed passed -> {}
      case Outcome.NotApplicable none -> out.println(BELOW + oneLine(none.reason()));
      case Outcome.Failed failed -> failure(check, failed);
    }
    out.flush();
  }

  private void failure(Check check, Outcome.Failed failed) {
    out.println(BELOW + "where:    " + check.source());
    out.println(BELOW + "expected: " + oneLine(failed.expected()));
    out.println(BELOW + "came:     " + oneLine(failed.came()));
    for (Exchange exchange : failed.said()) {
      out.println(BELOW + "sent:     " + oneLine(exchange.sent()));
      out.println(BELOW + "answer:   " + oneLine(exchange.came()));
    }
  }

  public void foot(List<Result> results) {
    out.println();
    out.println(Summary.of(results));
    out.flush();
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Passed passed -> "pass";
      case Outcome.Failed failed -> "FAIL";
      case Outcome.NotApplicable none -> "n.a.";
    };
  }

  /** As the table and the documentation shorten it. */
  static String level(Level level) {
    return level == Level.EXTENSION ? "EXT" : level.name();
  }

  private static String oneLine(String text) {
    return text.isBlank() ? "nothing" : text.replaceAll("\\s*\\R\\s*", " | ");
  }
}
