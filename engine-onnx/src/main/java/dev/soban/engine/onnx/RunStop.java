package dev.soban.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;

/** Stops one run from another thread, and remembers that it was told to. */
final class RunStop implements Runnable, AutoCloseable {
  private final RunOptions options;
  private volatile boolean requested;

  RunStop() throws OrtException {
    this.options = new RunOptions();
  }

  @Override
  public void run() {
    requested = true;
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The runtime reports a stopped run as a plain failure, so ask here. */
  boolean requested() {
    return requested;
  }

  RunOptions options() {
    return options;
  }

  @Override
  public void close() {
    options.close();
  }
}
