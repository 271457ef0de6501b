package dev.soban.examples.iris;

import java.util.List;

/** Shifts and scales every measure to mean 0 and deviation 1 over a table. */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
record Standardization(double[] means, double[] deviations) {

  static Standardization of(List<Flower> flowers) {
    var means = new double[Flower.MEASURES];
    var deviations = new double[Flower.MEASURES];
    for (int i = 0; i < Flower.MEASURES; i++) {
      means[i] = mean(flowers, i);
      deviations[i] = deviation(flowers, i, means[i]);
    }
    return new Standardization(means, deviations);
  }

  Flower apply(Flower flower) {
    var measures = new double[Flower.MEASURES];
    for (int i = 0; i < Flower.MEASURES; i++) {
      measures[i] = (flower.measures()[i] - means[i]) / deviations[i];
    }
    return new Flower(measures, flower.species());
  }

  /** The weights that give for raw measures what {@code row} gives for standardized ones. */
  double[] fold(double[] row) {
    double[] folded = row.clone();
    for (int i = 0; i < Flower.MEASURES; i++) {
      folded[i] = row[i] / deviations[i];
      folded[Flower.MEASURES] -= folded[i] * means[i];
    }
    return folded;
  }

  private static double mean(List<Flower> flowers, int measure) {
    double sum = 0;
    for (Flower flower : flowers) {
      sum += flower.measures()[measure];
    }
    return sum / flowers.size();
  }

  private static double deviation(List<Flower> flowers, int measure, double mean) {
    double sum = 0;
    for (Flower flower : flowers) {
      double distance = flower.measures()[measure] - mean;
      sum += distance * distance;
    }
    return StrictMath.sqrt(sum / flowers.size());
  }
}
