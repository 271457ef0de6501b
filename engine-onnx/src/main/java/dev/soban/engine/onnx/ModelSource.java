package dev.soban.engine.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** What a session is opened from. */
sealed interface ModelSource {
  record File(Path path) implements ModelSource {}

  /**
   * @param folder where external data lie, which bytes alone cannot say
   */
  record Rewritten(MemorySegment content, Path folder) implements ModelSource {}
}
