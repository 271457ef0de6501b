package dev.soban.simulate.plot;

import java.util.ArrayList;
import java.util.List;

/** Milliseconds on a logarithmic scale between two powers of ten. */
final class LogAxis {
  private static final int MILLIS_PER_SECOND = 1000;
  private final int lowest;
  private final int highest;
  private final double left;
  private final double width;

  /** Holds all the given values; at least one decade. */
  LogAxis(List<Double> millis, double left, double width) {
    double least = millis.stream().mapToDouble(Double::doubleValue).min().orElse(1);
    double most = millis.stream().mapToDouble(Double::doubleValue).max().orElse(10);
    this.lowest = (int) Math.floor(Math.log10(least));
    this.highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(most)));
    this.left = left;
    this.width = width;
  }

  double x(double millis) {
    return left + width * (Math.log10(millis) - lowest) / (highest - lowest);
  }

  /** The powers of ten, in milliseconds. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int power = lowest; power <= highest; power++) {
      ticks.add(Math.pow(10, power));
    }
    return ticks;
  }

  /** Three digits and a unit. */
  static String text(double millis) {
    return millis >= MILLIS_PER_SECOND
        ? digits(millis / MILLIS_PER_SECOND) + " s"
        : digits(millis) + " ms";
  }

  private static String digits(double value) {
    int decimals = value >= 100 || value == Math.rint(value) ? 0 : value >= 10 ? 1 : 2;
    return Decimals.of(value, decimals);
  }
}
