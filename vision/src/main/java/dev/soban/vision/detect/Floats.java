package dev.soban.vision.detect;

import dev.soban.core.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** One row of one output as floats, read where it lies; halves are widened first. */
final class Floats {
  private static final ValueLayout.OfFloat SINGLE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment memory;

  private Floats(MemorySegment memory) {
    this.memory = memory;
  }

  static boolean readable(DataType type) {
    return type == DataType.FP32 || type == DataType.FP16;
  }

  static Floats of(MemorySegment memory, DataType type) {
    return new Floats(type == DataType.FP16 ? widened(memory) : memory);
  }

  private static MemorySegment widened(MemorySegment halves) {
    int count = (int) (halves.byteSize() / HALF.byteSize());
    MemorySegment singles = MemorySegment.ofArray(new byte[Math.toIntExact(count * 4L)]);
    for (long i = 0; i < count; i++) {
      singles.setAtIndex(SINGLE, i, Float.float16ToFloat(halves.getAtIndex(HALF, i)));
    }
    return singles;
  }

  long count() {
    return memory.byteSize() / SINGLE.byteSize();
  }

  float at(long index) {
    return memory.getAtIndex(SINGLE, index);
  }
}
