package dev.soban.examples.network;

/** Sums over rows of a matrix, written so that the compiler can vectorize them. */
final class Rows {
  private Rows() {}

  /** Adds {@code factor * source[sourceStart...]} to {@code target[targetStart...]}. */
  static void addScaled(
      float[] target, int targetStart, float[] source, int sourceStart, int length, float factor) {
    for (int i = 0; i < length; i++) {
      target[targetStart + i] += factor * source[sourceStart + i];
    }
  }
}
