package dev.soban.engine.onnx.graph.wire;

import java.io.IOException;

/** A file is not an ONNX model, or a damaged one; the text says how that shows and what to do. */
public final class OnnxFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public OnnxFormatException(String message) {
    super(message);
  }
}
