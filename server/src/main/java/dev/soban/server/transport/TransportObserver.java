package dev.soban.server.transport;

import dev.soban.core.model.ModelVersion;
import org.jspecify.annotations.Nullable;

/** Is told what only the transport sees; quick, thread-safe, never throws. */
public interface TransportObserver {
  /** An answer was written as bytes. */
  void encoded(ModelVersion model, long elapsedNanos);

  /**
   * A request was refused before or after the model's own stack saw it.
   *
   * @param model null where the request named none that exists
   */
  void refused(@Nullable ModelVersion model, String reason);
}
