package dev.soban.core.schedule.share;

import org.jspecify.annotations.Nullable;

/** What of one tenant waits in one place; an account may have several. */
public abstract class AccountLine {
  private final String tenant;
  @Nullable AccountLine nextOfAccount;

  protected AccountLine(String tenant) {
    this.tenant = tenant;
  }

  public final String tenant() {
    return tenant;
  }

  /** The account's counter has changed. */
  protected abstract void accountMoved();
}
