package dev.soban.examples.iris;

import java.util.List;

/**
 * Multinomial logistic regression, trained by plain gradient descent on the whole table. The order
 * of every sum is fixed and exponentials are strict, so that every machine finds the same weights.
 */
public final class LogisticRegression {
  private static final double PULL_TO_ZERO = 1e-3;

  private final int inputs;
  private final int classes;

  /** One row per class; the last column is the bias. */
  private final double[][] weights;

  public LogisticRegression(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
    this.weights = new double[classes][inputs + 1];
  }

  /** Takes one step down the slope of the mean loss, and returns that loss. */
  public double step(List<Flower> flowers, double rate) {
    var slope = new double[classes][inputs + 1];
    double loss = 0;
    for (Flower flower : flowers) {
      double[] probabilities = probabilities(flower.measures());
      loss -= StrictMath.log(probabilities[flower.species()]);
      addSlope(slope, flower, probabilities);
    }
    descend(slope, rate, flowers.size());
    return loss / flowers.size();
  }

  public double[] probabilities(double[] measures) {
    var scores = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      scores[c] = StrictMath.exp(score(weights[c], measures));
      sum += scores[c];
    }
    for (int c = 0; c < classes; c++) {
      scores[c] /= sum;
    }
    return scores;
  }

  double[][] weights() {
    return weights;
  }

  private double score(double[] row, double[] measures) {
    double score = row[inputs];
    for (int i = 0; i < inputs; i++) {
      score += row[i] * measures[i];
    }
    return score;
  }

  private void addSlope(double[][] slope, Flower flower, double[] probabilities) {
    for (int c = 0; c < classes; c++) {
      double error = probabilities[c] - (c == flower.species() ? 1 : 0);
      for (int i = 0; i < inputs; i++) {
        slope[c][i] += error * flower.measures()[i];
      }
      slope[c][inputs] += error;
    }
  }

  private void descend(double[][] slope, double rate, int flowers) {
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i <= inputs; i++) {
        weights[c][i] -= rate * (slope[c][i] / flowers + PULL_TO_ZERO * weights[c][i]);
      }
    }
  }
}
