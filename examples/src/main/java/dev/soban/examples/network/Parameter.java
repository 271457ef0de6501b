package dev.soban.examples.network;

import java.util.Random;

/** Weights that are learned, and the slope of the loss that has gathered on each of them. */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the state, compared by identity only
public record Parameter(String name, int[] shape, float[] values, float[] gradients) {

  /** Starts at random values, spread so that signals keep their size (He). */
  static Parameter random(String name, Random random, int fanIn, int... shape) {
    Parameter parameter = zero(name, shape);
    double deviation = StrictMath.sqrt(2.0 / fanIn);
    for (int i = 0; i < parameter.values.length; i++) {
      parameter.values[i] = (float) (random.nextGaussian() * deviation);
    }
    return parameter;
  }

  static Parameter zero(String name, int... shape) {
    int size = 1;
    for (int dimension : shape) {
      size *= dimension;
    }
    return new Parameter(name, shape, new float[size], new float[size]);
  }
}
