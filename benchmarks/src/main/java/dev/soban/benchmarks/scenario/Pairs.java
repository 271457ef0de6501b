package dev.soban.benchmarks.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of two sides measured in turn, so that a machine that drifts cheats neither. */
final class Pairs {
  private final List<double[]> pairs = new ArrayList<>();

  void add(double ours, double theirs) {
    pairs.add(new double[] {ours, theirs});
  }

  double medianRatio() {
    return median(pairs.stream().mapToDouble(pair -> pair[0] / pair[1]).sorted().toArray());
  }

  double medianOurs() {
    return median(pairs.stream().mapToDouble(pair -> pair[0]).sorted().toArray());
  }

  double medianTheirs() {
    return median(pairs.stream().mapToDouble(pair -> pair[1]).sorted().toArray());
  }

  /** Every pair, as a line for the reader. */
  String listed() {
    StringBuilder text = new StringBuilder();
    for (double[] pair : pairs) {
      text.append(
          String.format(Locale.ROOT, " %.1f/%.1f=%.3f", pair[0], pair[1], pair[0] / pair[1]));
    }
    return text.substring(Math.min(1, text.length()));
  }

  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
