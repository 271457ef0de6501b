package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.state.LifecycleState;
import dev.soban.core.lifecycle.state.LifecycleState.ModelState;
import dev.soban.core.lifecycle.state.StateStore;
import dev.soban.core.lifecycle.state.StateStore.AuditEntry;
import dev.soban.core.predict.PredictionException;
import java.util.function.UnaryOperator;

/** What was decided about models, in memory as in the store. Thread-safe; changes block. */
final class Book {
  private static final AuditEntry START =
      new AuditEntry("soban", "start", "", "", "", "", AuditEntry.DONE);

  private final StateStore store;

  // Written under the lock:
  private volatile LifecycleState state;
  private boolean unsaved;

  Book(StateStore store) {
    this.store = store;
    this.state = store.read();
  }

  ModelState model(String name) {
    return state.model(name);
  }

  /** Changes nothing when the store fails. */
  synchronized void change(String name, UnaryOperator<ModelState> change, AuditEntry entry) {
    LifecycleState next = state.with(name, change);
    store.commit(next, entry);
    state = next;
    unsaved = false;
  }

  /** Changes what need not be kept before {@link #save}. */
  synchronized void changeUnsaved(String name, UnaryOperator<ModelState> change) {
    ModelState before = state.model(name);
    ModelState after = change.apply(before);
    if (!after.equals(before)) {
      state = state.with(name, any -> after);
      unsaved = true;
    }
  }

  /** Keeps what was not kept yet. */
  synchronized void save() {
    if (unsaved) {
      store.commit(state, START);
      unsaved = false;
    }
  }

  void note(AuditEntry entry) {
    store.note(entry);
  }

  /** Tries a change that writes the entry when it is done; what is tried in vain is noted too. */
  void audited(AuditEntry entry, Runnable change) {
    try {
      change.run();
    } catch (PredictionException e) {
      note(entry.failed(String.valueOf(e.getMessage())));
      throw e;
    }
  }
}
