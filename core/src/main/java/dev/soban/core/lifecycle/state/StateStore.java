package dev.soban.core.lifecycle.state;

/**
 * Keeps what was decided about models over restarts, and writes down who decided it. Thread-safe;
 * blocking.
 */
public interface StateStore {
  /** What was committed last; {@link LifecycleState#EMPTY} when nothing ever was. */
  LifecycleState read();

  /**
   * Keeps a new state and writes an entry of the audit log, both or neither.
   *
   * @throws dev.soban.core.predict.PredictionException.Unavailable when it cannot be written; then
   *     the former state stays
   */
  void commit(LifecycleState state, AuditEntry entry);

  /** Writes an entry alone, of what was tried in vain; a failure to do so is logged only. */
  void note(AuditEntry entry);

  /**
   * A line of the audit log; what does not apply is empty.
   *
   * @param actor who asked
   * @param action as {@code alias}
   * @param subject the alias or version it was about
   * @param outcome {@code done}, or why not
   */
  record AuditEntry(
      String actor,
      String action,
      String model,
      String subject,
      String from,
      String to,
      String outcome) {
    public static final String DONE = "done";

    public AuditEntry failed(String reason) {
      return new AuditEntry(actor, action, model, subject, from, to, reason);
    }
  }

  /** Remembers for the process's own life only, and writes nothing down. */
  static StateStore inMemory() {
    return new StateStore() {
      @Override
      public LifecycleState read() {
        return LifecycleState.EMPTY;
      }

      @Override
      public void commit(LifecycleState state, AuditEntry entry) {}

      @Override
      public void note(AuditEntry entry) {}
    };
  }
}
