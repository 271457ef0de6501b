package dev.soban.simulate.plot;

import java.util.List;
import java.util.stream.Stream;

/** For each label the median and the 99th percentile of up to three series, on a log scale. */
final class IntervalPlot {
  private static final int WIDTH = 780;
  private static final int LEFT = 150;
  private static final int RIGHT = 70;
  private static final int TOP = 88;
  private static final int BOTTOM = 50;
  private static final int LANE = 15;
  private static final int GAP = 12;
  private static final String[] COLOURS = {"a", "b", "c"};

  private final Canvas canvas;
  private final LogAxis axis;
  private final int height;
  private final int pitch;

  /**
   * @param note shown instead of intervals where there are none
   */
  record Line(String label, List<Interval> intervals, String note) {}

  private IntervalPlot(String title, int series, List<Line> lines) {
    this.pitch = series * LANE + GAP;
    this.height = TOP + lines.size() * pitch + BOTTOM;
    this.canvas = new Canvas(WIDTH, height, title);
    this.axis = new LogAxis(values(lines), LEFT, WIDTH - LEFT - RIGHT);
  }

  static String svg(String title, String about, List<String> series, List<Line> lines) {
    IntervalPlot plot = new IntervalPlot(title, series.size(), lines);
    plot.headline(title, about);
    plot.legend(series);
    plot.grid();
    for (int i = 0; i < lines.size(); i++) {
      plot.line(lines.get(i), TOP + i * plot.pitch);
    }
    return plot.canvas.svg();
  }

  private static List<Double> values(List<Line> lines) {
    return lines.stream()
        .flatMap(line -> line.intervals().stream())
        .filter(Interval::known)
        .flatMap(interval -> Stream.of(interval.median(), interval.p99()))
        .toList();
  }

  private void headline(String title, String about) {
    canvas.text(20, 28, "ink title", title);
    canvas.text(20, 48, "quiet", about);
  }

  private void legend(List<String> series) {
    double x = 20;
    for (int i = 0; i < series.size(); i++) {
      canvas.rectangle(x, 63, 11, 11, COLOURS[i] + " mark");
      canvas.text(x + 17, 73, "ink", series.get(i));
      x += 36 + 7.6 * series.get(i).length();
    }
    canvas.circle(WIDTH - 232, 69, 4.5, "quiet");
    canvas.text(WIDTH - 222, 73, "ink", "median");
    canvas.diamond(WIDTH - 150, 69, 6, "quiet");
    canvas.text(WIDTH - 138, 73, "ink", "99th percentile");
  }

  private void grid() {
    for (double tick : axis.ticks()) {
      double x = axis.x(tick);
      canvas.line(x, TOP - 4, x, height - BOTTOM, "grid");
      canvas.text(x, height - BOTTOM + 18, "quiet middle", LogAxis.text(tick));
    }
    double middle = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
    canvas.text(middle, height - 12, "quiet middle", "time from arrival to answer, log scale");
  }

  private void line(Line line, double top) {
    double middle = top + (pitch - GAP) / 2.0;
    canvas.text(LEFT - 12, middle + 4, "ink end", line.label());
    if (line.intervals().stream().noneMatch(Interval::known)) {
      canvas.text(LEFT + 8, middle + 4, "quiet", line.note());
    }
    for (int i = 0; i < line.intervals().size(); i++) {
      interval(line.intervals().get(i), top + i * LANE + LANE / 2.0, COLOURS[i]);
    }
  }

  private void interval(Interval interval, double y, String colour) {
    if (!interval.known()) {
      return;
    }
    double from = axis.x(interval.median());
    double to = axis.x(interval.p99());
    canvas.line(from, y, to, y, colour + " span");
    canvas.circle(from, y, 4.5, colour + " mark");
    canvas.diamond(to, y, 6, colour + " mark");
    canvas.text(to + 10, y + 4, "quiet value", LogAxis.text(interval.p99()));
  }
}
