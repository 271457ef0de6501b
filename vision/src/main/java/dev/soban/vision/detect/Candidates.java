package dev.soban.vision.detect;

import java.util.Arrays;

/** What scored high enough in one picture, before overlaps are looked at. One thread. */
final class Candidates {
  private final float threshold;
  private int[] places = new int[64];
  private int[] kinds = new int[64];
  private float[] scores = new float[64];
  private int size;

  Candidates(double threshold) {
    this.threshold = (float) threshold;
  }

  /** Whether a score is high enough; never when it is no number. */
  boolean takes(float score) {
    return score >= threshold && score <= Float.MAX_VALUE;
  }

  /** Adds what was found at a place, if it scored high enough. */
  void add(int place, int kind, float score) {
    if (!takes(score)) {
      return;
    }
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
      kinds = Arrays.copyOf(kinds, 2 * size);
      scores = Arrays.copyOf(scores, 2 * size);
    }
    places[size] = place;
    kinds[size] = kind;
    // Turns -0 into 0, whose bits sort.
    scores[size] = score + 0f;
    size++;
  }

  /** Numbers of the best, best first; of equal scores the one that was added first. */
  int[] bestFirst(int most) {
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      // Scores are not negative, so their bits grow with them.
      keys[i] = ((long) (Integer.MAX_VALUE - Float.floatToIntBits(scores[i])) << 32) | i;
    }
    Arrays.sort(keys);
    int[] best = new int[Math.min(most, size)];
    for (int i = 0; i < best.length; i++) {
      best[i] = (int) keys[i];
    }
    return best;
  }

  int place(int number) {
    return places[number];
  }

  int kind(int number) {
    return kinds[number];
  }

  float score(int number) {
    return scores[number];
  }
}
