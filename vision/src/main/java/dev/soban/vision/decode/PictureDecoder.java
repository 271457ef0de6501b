package dev.soban.vision.decode;

import dev.soban.vision.header.PictureHeader;
import dev.soban.vision.resample.Pixels;
import java.lang.foreign.MemorySegment;

/** Decodes pictures whose headers have been checked. Blocking; one thread at a time. */
public interface PictureDecoder extends AutoCloseable {

  /**
   * The first frame; its pixels are valid until the next call.
   *
   * @throws dev.soban.core.predict.PredictionException.InvalidInput when the data is broken
   */
  Pixels decode(MemorySegment file, PictureHeader header, Wish wish);

  /** An upper bound of what decoding takes of the Java heap at one time. */
  default long heapBytes(PictureHeader header, long fileBytes, Wish wish) {
    return 0;
  }

  /** Lets go of memory that only an unusually large picture needed. */
  default void trim() {}

  @Override
  default void close() {}

  /**
   * What the pixels are for.
   *
   * @param gray whether colours are not needed
   */
  record Wish(boolean gray, ReductionRule reduction) {}

  /** By how much a stored picture of some size may shrink. */
  interface ReductionRule {
    int of(int storedWidth, int storedHeight);
  }
}
