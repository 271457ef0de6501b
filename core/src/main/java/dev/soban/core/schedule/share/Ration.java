package dev.soban.core.schedule.share;

/** What a rule may take of each batch: a share of its rows, and never more than so many at once. */
public final class Ration {
  private final double share;
  private final double most;
  private double saved;

  public Ration(double share, double most) {
    this.share = share;
    this.most = most;
    this.saved = most;
  }

  /** A batch of so many rows begins. */
  public void open(long rows) {
    saved = Math.min(most, saved + share * rows);
  }

  public boolean allows() {
    return saved >= 1;
  }

  public void spend() {
    saved--;
  }
}
