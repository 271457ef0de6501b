package dev.soban.core.model;

import java.math.BigInteger;
import java.util.Comparator;

/** Orders versions by their numbers, part by part: 2 before 10, 1.2.0-a.b before 1.10.0-a.b. */
public final class VersionOrder implements Comparator<String> {
  public static final VersionOrder ASCENDING = new VersionOrder();

  private VersionOrder() {}

  @Override
  public int compare(String left, String right) {
    String[] leftParts = left.split("[.-]");
    String[] rightParts = right.split("[.-]");
    for (int i = 0; i < Math.min(leftParts.length, rightParts.length); i++) {
      int order = comparePart(leftParts[i], rightParts[i]);
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(leftParts.length, rightParts.length);
    return order != 0 ? order : left.compareTo(right);
  }

  private static int comparePart(String left, String right) {
    boolean leftNumeric = numeric(left);
    boolean rightNumeric = numeric(right);
    if (leftNumeric && rightNumeric) {
      return new BigInteger(left).compareTo(new BigInteger(right));
    }
    // Numbers first: by their text, 10 before 1a before 2 would go round in a circle.
    return leftNumeric == rightNumeric
        ? left.compareTo(right)
        : Boolean.compare(rightNumeric, leftNumeric);
  }

  private static boolean numeric(String part) {
    return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
