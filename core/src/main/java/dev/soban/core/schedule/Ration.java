package dev.soban.core.schedule;

/** What a rule may take of each batch: a share of its rows, and never more than so many at once. */
final class Ration {
  private final double share;
  private final double most;
  private double saved;

  Ration(double share, double most) {
    this.share = share;
    this.most = most;
    this.saved = most;
  }

  /** A batch of so many rows begins. */
  void open(long rows) {
    saved = Math.min(most, saved + share * rows);
  }

  boolean allows() {
    return saved >= 1;
  }

  void spend() {
    saved--;
  }
}
