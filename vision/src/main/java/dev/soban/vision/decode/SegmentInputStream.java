package dev.soban.vision.decode;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.imageio.stream.ImageInputStreamImpl;

/** Memory as an ImageIO stream: no copy, and none of ImageIO's caching, which uses files. */
final class SegmentInputStream extends ImageInputStreamImpl {
  private static final int MOST_READS_PAST_END = 100_000;

  private final MemorySegment memory;
  private int readsPastEnd;

  SegmentInputStream(MemorySegment memory) {
    this.memory = memory;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (streamPos >= memory.byteSize()) {
      checkPatience();
      return -1;
    }
    return memory.get(ValueLayout.JAVA_BYTE, streamPos++) & 0xFF;
  }

  /** Some readers go on for minutes behind the end of a file, taking it for zeros. */
  private void checkPatience() {
    readsPastEnd++;
    if (readsPastEnd > MOST_READS_PAST_END) {
      throw new InvalidInput("picture: cut off (expected: a whole file)");
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, memory.byteSize() - streamPos);
    if (count <= 0) {
      return -1;
    }
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return memory.byteSize();
  }
}
