package dev.soban.core.engine;

import org.jspecify.annotations.Nullable;

/** A run failed as a whole. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  public EngineException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** Whose doing it is. */
  public enum Fault {
    /** The values sent do not fit the model, as an index out of range. */
    INPUT,
    /** The model or its runtime. */
    ENGINE,
    /** The run was stopped because nobody waited for it any more. */
    STOPPED
  }
}
