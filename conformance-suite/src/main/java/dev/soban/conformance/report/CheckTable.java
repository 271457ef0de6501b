package dev.soban.conformance.report;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the checks are: lines for a terminal, and the tables of the documentation. */
public final class CheckTable {
  private CheckTable() {}

  public static List<String> lines(List<Check> checks) {
    return checks.stream()
        .map(
            check ->
                "%-8s  %-6s  %s (%s)"
                    .formatted(
                        check.id(),
                        TextReport.level(check.level()),
                        check.states(),
                        check.source()))
        .toList();
  }

  /** A table in Markdown for each section. */
  public static List<String> markdown(List<Check> checks) {
    List<String> lines = new ArrayList<>();
    for (Section section : Section.values()) {
      List<Check> ofSection = checks.stream().filter(c -> c.section() == section).toList();
      if (!ofSection.isEmpty()) {
        lines.addAll(Arrays.asList("### " + section.title(), ""));
        lines.addAll(
            Arrays.asList("| id | level | requirement | where it stands |", "|---|---|---|---|"));
        ofSection.forEach(check -> lines.add(row(check)));
        lines.add("");
      }
    }
    return lines;
  }

  private static String row(Check check) {
    return "| "
        + String.join(
            " | ",
            check.id(),
            TextReport.level(check.level()),
            check.states().replace("{", "`{").replace("}", "}`"),
            check.source())
        + " |";
  }
}
