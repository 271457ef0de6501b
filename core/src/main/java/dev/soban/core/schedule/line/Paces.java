package dev.soban.core.schedule.line;

import dev.soban.core.schedule.share.Account;
import dev.soban.core.schedule.share.Levels;
import dev.soban.core.schedule.share.Pace;
import dev.soban.core.schedule.terms.Priority;
import java.util.Arrays;

/** The pace of each class, and of each tenant in it, measured as rows are taken. */
final class Paces<T> {
  private final int batch;
  private final Pace[] classes = new Pace[Priority.values().length];

  Paces(int batch) {
    this.batch = batch;
    Arrays.setAll(classes, index -> new Pace());
  }

  Pace ofClass(int index) {
    return classes[index];
  }

  /** Rows of a request were taken, its first ones when it starts; so many small ones are left. */
  void took(Waiting<T> waiting, long rows, boolean starts, long smallRowsLeft) {
    if (waiting.targetNanos == 0) {
      return;
    }
    long nowNanos = waiting.servedNanos;
    Pace ofClass = classes[waiting.classIndex()];
    Account account = waiting.account;
    if (starts && waiting.rows() <= batch) {
      long waited = nowNanos - waiting.arrivedNanos;
      ofClass.started(waited, waiting.targetNanos, nowNanos);
      if (account != null) {
        account.pace().started(waited, waiting.targetNanos, nowNanos);
      }
    }
    ofClass.served(rows, smallRowsLeft, waiting.targetNanos, nowNanos);
    if (account != null) {
      account.pace().served(rows, account.rows(Levels.SMALL), waiting.targetNanos, nowNanos);
    }
  }

  /** Nothing of the class waits any more. */
  void rest(int index) {
    classes[index].rest();
  }
}
