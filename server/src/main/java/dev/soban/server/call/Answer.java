package dev.soban.server.call;

import dev.soban.server.json.ByteSink;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A body to send: text, and behind it memory of the response's tensors, valid until that is closed.
 */
public record Answer(ByteSink text, List<MemorySegment> tensors) {
  public boolean binary() {
    return !tensors.isEmpty();
  }

  public long sizeBytes() {
    long size = text.size();
    for (MemorySegment tensor : tensors) {
      size += tensor.byteSize();
    }
    return size;
  }
}
