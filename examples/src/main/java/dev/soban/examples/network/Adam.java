package dev.soban.examples.network;

import java.util.Arrays;
import java.util.List;

/** Moves parameters down their slopes, each at a pace of its own (Kingma and Ba, 2015). */
public final class Adam {
  private static final float KEEP_MEAN = 0.9f;
  private static final float KEEP_SQUARE = 0.999f;
  private static final float TINY = 1e-8f;

  private final List<Parameter> parameters;
  private final List<float[]> means;
  private final List<float[]> squares;
  private double meanBias = 1;
  private double squareBias = 1;

  public Adam(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    means = parameters.stream().map(parameter -> new float[parameter.values().length]).toList();
    squares = parameters.stream().map(parameter -> new float[parameter.values().length]).toList();
  }

  /** Applies the slopes gathered from {@code pictures} pictures and sets them to zero. */
  public void step(double rate, int pictures) {
    meanBias *= KEEP_MEAN;
    squareBias *= KEEP_SQUARE;
    float pace = (float) (rate * StrictMath.sqrt(1 - squareBias) / (1 - meanBias));
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      move(parameter, means.get(p), squares.get(p), pace, 1f / pictures);
      Arrays.fill(parameter.gradients(), 0);
    }
  }

  private static void move(
      Parameter parameter, float[] mean, float[] square, float pace, float share) {
    float[] values = parameter.values();
    float[] gradients = parameter.gradients();
    for (int i = 0; i < values.length; i++) {
      float gradient = gradients[i] * share;
      mean[i] = KEEP_MEAN * mean[i] + (1 - KEEP_MEAN) * gradient;
      square[i] = KEEP_SQUARE * square[i] + (1 - KEEP_SQUARE) * gradient * gradient;
      values[i] -= pace * mean[i] / ((float) Math.sqrt(square[i]) + TINY);
    }
  }
}
