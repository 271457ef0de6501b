package dev.soban.simulate.plot;

import dev.soban.simulate.Row;
import dev.soban.simulate.plot.BarPlot.Bar;
import dev.soban.simulate.plot.IntervalPlot.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The plots of one comparison: latencies of each workload, and what the workload is about. */
public final class Plots {
  private final String cost;
  private final UnaryOperator<String> about;
  private final Map<String, String> files = new LinkedHashMap<>();

  private Plots(String cost, UnaryOperator<String> about) {
    this.cost = cost;
    this.about = about;
  }

  /**
   * SVG texts by file name.
   *
   * @param cost of a batch, such as {@code 2ms+6ms}
   * @param about who asks for what in a workload; stands below its title
   */
  public static Map<String, String> of(String cost, UnaryOperator<String> about, List<Row> rows) {
    Plots plots = new Plots(cost, about);
    Map<String, List<Row>> byWorkload = new LinkedHashMap<>();
    for (Row row : rows) {
      byWorkload.computeIfAbsent(workload(row), name -> new ArrayList<>()).add(row);
    }
    byWorkload.forEach(plots::workload);
    return plots.files;
  }

  private static String workload(Row row) {
    return row.workload().replaceFirst("/.*", "");
  }

  private void workload(String name, List<Row> rows) {
    latencies(name, rows);
    if (name.equals("saturation")) {
      bars(
          name, "throughput", "rows answered a second", rows, row -> bar(row, row.throughput(), 0));
    }
    if (rows.stream().anyMatch(row -> row.jain() > 0)) {
      bars(
          name,
          "jain",
          "Jain's index: 1 when all tenants get as much",
          rows,
          row -> bar(row, row.jain(), 3));
    }
  }

  private void latencies(String name, List<Row> rows) {
    List<String> parts = rows.stream().map(Row::workload).distinct().toList();
    boolean whole = parts.size() == 1;
    boolean large = whole && rows.stream().anyMatch(row -> row.largeP99Millis() > 0);
    Map<String, Line> lines = new LinkedHashMap<>();
    for (Row row : rows) {
      Line line =
          lines.computeIfAbsent(row.policy(), key -> new Line(key, new ArrayList<>(), note(row)));
      line.intervals().add(new Interval(row.smallP50Millis(), row.smallP99Millis()));
      if (large) {
        line.intervals().add(new Interval(row.largeP50Millis(), row.largeP99Millis()));
      }
    }
    List<String> series =
        whole
            ? List.of("small requests", "large requests").subList(0, large ? 2 : 1)
            : parts.stream().map(part -> part.substring(name.length() + 1)).toList();
    put(
        name,
        IntervalPlot.svg(title(name), about.apply(name), series, List.copyOf(lines.values())));
  }

  private static String note(Row row) {
    return row.stable()
        ? "none answered"
        : "unstable: needs " + Decimals.of(100 * row.needs(), 0) + " % of the workers";
  }

  private void bars(
      String workload, String kind, String axis, List<Row> rows, Function<Row, Bar> bar) {
    List<Bar> bars = rows.stream().map(bar).toList();
    put(workload + "-" + kind, BarPlot.svg(title(workload), about.apply(workload), axis, bars));
  }

  private static Bar bar(Row row, double value, int decimals) {
    return new Bar(row.policy(), value, Decimals.of(value, decimals));
  }

  private String title(String name) {
    return name + ", a batch of n rows takes " + cost.replace("+", " + ") + " · n";
  }

  private void put(String name, String svg) {
    files.put(name + "-" + cost.replace('+', '-').replaceAll("\\s", "") + ".svg", svg);
  }
}
