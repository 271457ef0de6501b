package dev.soban.cli.simulate;

import dev.soban.cli.table.Table;
import dev.soban.simulate.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison for people: one table, or on a narrow terminal one of waits and one of shares. */
final class RowsTable {
  private static final int WIDE = 118;
  private static final String[] FORMATS = {
    "%.1f", "%.1f", "%.1f", "%.1f", "%.1f", "%.1f", "%.2f", "%.3f", "%.1f %%"
  };

  /** The first figures say how long requests wait, the others what they get. */
  private static final int WAITS = 5;

  private static final int PERCENT = 100;
  private static final double LONG_MILLIS = 1000;

  private RowsTable() {}

  static List<String> lines(List<Row> rows, int terminalWidth) {
    List<String> lines = new ArrayList<>();
    int figures = Row.FIGURES.size();
    if (terminalWidth >= WIDE) {
      lines.addAll(table(rows, 0, figures).lines(terminalWidth));
    } else {
      lines.addAll(table(rows, 0, WAITS).lines(terminalWidth));
      lines.add("");
      lines.addAll(table(rows, WAITS, figures).lines(terminalWidth));
    }
    List<String> notes =
        rows.stream().filter(row -> !row.stable()).map(RowsTable::note).distinct().toList();
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return lines;
  }

  /** Why a row has no latencies. */
  static String unstable(Row row) {
    return String.format(
        Locale.ROOT, "unstable: needs %.0f %% of the workers", Math.ceil(PERCENT * row.needs()));
  }

  private static String note(Row row) {
    return row.workload() + ", " + row.policy() + ": " + unstable(row);
  }

  private static Table table(List<Row> rows, int from, int to) {
    String[] headline = new String[2 + to - from];
    headline[0] = "workload";
    headline[1] = "policy";
    int[] widths = new int[to];
    for (int i = from; i < to; i++) {
      headline[2 + i - from] = Row.FIGURES.get(i).replaceFirst("_", "_\n");
      for (Row row : rows) {
        widths[i] = Math.max(widths[i], cell(row, i).length());
      }
    }
    Table table = new Table(headline);
    for (Row row : rows) {
      String[] cells = new String[headline.length];
      cells[0] = row.workload();
      cells[1] = row.policy();
      for (int i = from; i < to; i++) {
        String cell = cell(row, i);
        cells[2 + i - from] = " ".repeat(widths[i] - cell.length()) + cell;
      }
      table.row(cells);
    }
    return table;
  }

  private static String cell(Row row, int figure) {
    double value = row.figures().get(figure);
    if (Double.isNaN(value)) {
      return figure == 0 && !row.stable() ? "unstable" : "-";
    }
    if (figure < WAITS && value >= LONG_MILLIS) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    boolean share = figure == Row.FIGURES.size() - 1;
    return String.format(Locale.ROOT, FORMATS[figure], share ? PERCENT * value : value);
  }
}
