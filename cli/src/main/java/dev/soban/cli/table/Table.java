package dev.soban.cli.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a headline, in columns that line up; cells wrap where the terminal is too narrow. */
public final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 10;

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  public Table(String... headline) {
    this.columns = headline.length;
    rows.add(List.of(headline));
  }

  /** Adds one row; one cell per column, which may have several lines. */
  public Table row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + columns + ")");
    }
    rows.add(List.of(cells));
    return this;
  }

  public boolean empty() {
    return rows.size() == 1;
  }

  /** The lines, none wider than the terminal when that is possible. */
  public List<String> lines(int terminalWidth) {
    int[] widths = widths(terminalWidth);
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.addAll(lines(row, widths));
    }
    return lines;
  }

  private int[] widths(int terminalWidth) {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        for (String line : row.get(i).split("\n", -1)) {
          widths[i] = Math.max(widths[i], TextWidth.of(line));
        }
      }
    }
    int room = terminalWidth - GAP.length() * (columns - 1);
    while (Arrays.stream(widths).sum() > room) {
      int widest = widest(widths);
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int i = 1; i < widths.length; i++) {
      widest = widths[i] > widths[widest] ? i : widest;
    }
    return widest;
  }

  private List<String> lines(List<String> row, int[] widths) {
    List<List<String>> cells = new ArrayList<>();
    int height = 0;
    for (int i = 0; i < columns; i++) {
      List<String> cell = Wrapping.wrap(row.get(i), widths[i]);
      cells.add(cell);
      height = Math.max(height, cell.size());
    }
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      lines.add(line(cells, widths, y));
    }
    return lines;
  }

  private static String line(List<List<String>> cells, int[] widths, int y) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String text = y < cells.get(i).size() ? cells.get(i).get(y) : "";
      line.append(text).repeat(' ', Math.max(0, widths[i] - TextWidth.of(text))).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
