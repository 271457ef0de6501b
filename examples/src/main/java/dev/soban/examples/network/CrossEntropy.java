package dev.soban.examples.network;

/** The loss of a classifier: how surprised it is by the right class. */
final class CrossEntropy {
  private CrossEntropy() {}

  /** Returns the loss, and replaces the scores by the loss's slope on them. */
  static double lossAndGradient(float[] scores, int label) {
    float highest = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      highest = Math.max(highest, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += StrictMath.exp(score - highest);
    }
    double loss = StrictMath.log(sum) - (scores[label] - highest);
    for (int c = 0; c < scores.length; c++) {
      scores[c] = (float) (StrictMath.exp(scores[c] - highest) / sum);
    }
    scores[label] -= 1;
    return loss;
  }
}
