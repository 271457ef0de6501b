package dev.soban.core.schedule.terms;

/** A request's class. Classes that wait share the engine by weight; none is ever shut out. */
public enum Priority {
  HIGH(16),
  NORMAL(6),
  LOW(1);

  private final int share;

  Priority(int share) {
    this.share = share;
  }

  /** Rows of this class for each row of another class with a share of one. */
  public int share() {
    return share;
  }

  /** The class of the protocol's number: 1 is the highest, 0 says nothing. */
  public static Priority of(int number) {
    if (number == 1) {
      return HIGH;
    }
    return number >= 3 ? LOW : NORMAL;
  }
}
