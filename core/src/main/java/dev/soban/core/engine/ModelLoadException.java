package dev.soban.core.engine;

import org.jspecify.annotations.Nullable;

/** A model cannot be served; the text names the file, the reason and what to do. */
public final class ModelLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  public ModelLoadException(String message) {
    super(message);
  }

  public ModelLoadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
