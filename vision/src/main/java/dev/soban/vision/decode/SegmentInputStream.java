package dev.soban.vision.decode;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.imageio.stream.ImageInputStreamImpl;

/** Memory as an ImageIO stream: no copy, and none of ImageIO's caching, which uses files. */
final class SegmentInputStream extends ImageInputStreamImpl {
  private final MemorySegment memory;

  SegmentInputStream(MemorySegment memory) {
    this.memory = memory;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (streamPos >= memory.byteSize()) {
      return -1;
    }
    return memory.get(ValueLayout.JAVA_BYTE, streamPos++) & 0xFF;
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
