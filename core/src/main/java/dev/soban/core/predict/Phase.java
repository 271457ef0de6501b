package dev.soban.core.predict;

import java.util.Locale;

/** Where a request's time goes, in the order it passes them. */
public enum Phase {
  /** From the received body to tensors, pictures included. */
  DECODE,
  /** Waiting for an engine. */
  QUEUE,
  /** Gathering rows into a batch. */
  ASSEMBLE,
  /** In the engine. */
  COMPUTE,
  /** Handing rows of the result to their requests. */
  SCATTER,
  /** From tensors to the body that is sent. */
  ENCODE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** As metrics and logs write it. */
  public String label() {
    return label;
  }
}
