package dev.soban.core.schedule.share;

import dev.soban.core.schedule.terms.Priority;
import java.util.Arrays;

/**
 * Which class goes next, so that classes that wait get rows in proportion to their shares. A class
 * that comes back after a pause begins where the others are: what it did not use is gone.
 */
public final class ClassShares {
  private static final Priority[] CLASSES = Priority.values();

  private final double[] served = new double[CLASSES.length];
  private final int[] waiting = new int[CLASSES.length];

  public void entered(int index) {
    if (waiting[index]++ == 0) {
      served[index] = Math.max(served[index], leastOfOthers(index));
    }
  }

  public void left(int index) {
    waiting[index]--;
    for (int each : waiting) {
      if (each > 0) {
        return;
      }
    }
    Arrays.fill(served, 0);
  }

  /** How many requests of the class wait. */
  public int waiting(int index) {
    return waiting[index];
  }

  public void charge(int index, long rows) {
    served[index] += (double) rows / CLASSES[index].share();
  }

  /** Whether the one class goes before the other; of equals the higher. */
  public boolean before(int one, int other) {
    return served[one] < served[other] || (served[one] == served[other] && one < other);
  }

  private double leastOfOthers(int index) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < waiting.length; i++) {
      if (i != index && waiting[i] > 0) {
        least = Math.min(least, served[i]);
      }
    }
    return least == Double.MAX_VALUE ? 0 : least;
  }
}
