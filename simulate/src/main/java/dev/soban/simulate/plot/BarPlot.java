package dev.soban.simulate.plot;

import java.util.List;

/** One bar per label, from zero. */
final class BarPlot {
  private static final int WIDTH = 780;
  private static final int LEFT = 150;
  private static final int RIGHT = 90;
  private static final int TOP = 68;
  private static final int BOTTOM = 50;
  private static final int PITCH = 26;
  private static final int BAR = 16;
  private static final int TICKS = 4;

  private BarPlot() {}

  /**
   * @param value not negative
   * @param text the value in words
   */
  record Bar(String label, double value, String text) {}

  static String svg(String title, String about, String axis, List<Bar> bars) {
    int height = TOP + bars.size() * PITCH + BOTTOM;
    Canvas canvas = new Canvas(WIDTH, height, title);
    canvas.text(20, 28, "ink title", title);
    canvas.text(20, 48, "quiet", about);
    double step = step(bars.stream().mapToDouble(Bar::value).max().orElse(1));
    double scale = (WIDTH - LEFT - RIGHT) / (step * TICKS);
    for (int i = 0; i <= TICKS; i++) {
      double x = LEFT + i * step * scale;
      canvas.line(x, TOP - 6, x, height - BOTTOM, "grid");
      canvas.text(x, height - BOTTOM + 18, "quiet middle", number(i * step));
    }
    canvas.text(LEFT + (WIDTH - LEFT - RIGHT) / 2.0, height - 12, "quiet middle", axis);
    for (int i = 0; i < bars.size(); i++) {
      bar(canvas, bars.get(i), TOP + i * PITCH, scale);
    }
    return canvas.svg();
  }

  private static void bar(Canvas canvas, Bar bar, double top, double scale) {
    double width = bar.value() * scale;
    canvas.text(LEFT - 12, top + BAR - 3, "ink end", bar.label());
    canvas.rectangle(LEFT, top, width, BAR, "a mark");
    canvas.text(LEFT + width + 8, top + BAR - 3, "quiet value", bar.text());
  }

  /** A quarter of the axis: 1, 2, 2.5 or 5 times a power of ten. */
  private static double step(double most) {
    double least = Math.max(most, Double.MIN_NORMAL) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return Decimals.of(value, value == Math.rint(value) ? 0 : 2);
  }
}
