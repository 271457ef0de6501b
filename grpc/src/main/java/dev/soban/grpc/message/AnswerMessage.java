package dev.soban.grpc.message;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A message to send, as the pieces of memory that it consists of: small ones of its own, and
 * tensors as they lie, which is why it is valid only while the response is held that it was made
 * of.
 */
public record AnswerMessage(List<MemorySegment> pieces, long sizeBytes) {
  static AnswerMessage of(List<MemorySegment> pieces) {
    long size = 0;
    for (MemorySegment piece : pieces) {
      size += piece.byteSize();
    }
    return new AnswerMessage(pieces, size);
  }
}
