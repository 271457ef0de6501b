package dev.soban.server.call;

import dev.soban.net.HeaderList;
import dev.soban.server.json.ByteSink;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/**
 * A body to send: text, and behind it memory of the response's tensors, valid until that is closed.
 *
 * @param marks adds to the answer's headers, or replaces some
 */
public record Answer(ByteSink text, List<MemorySegment> tensors, Consumer<HeaderList> marks) {
  public Answer(ByteSink text, List<MemorySegment> tensors) {
    this(text, tensors, headers -> {});
  }

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
