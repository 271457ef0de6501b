package dev.soban.core.prepare;

import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.TensorSpec;
import java.lang.foreign.MemorySegment;

/** Turns one encoded element of an input, as a picture file, into one row of the model's tensor. */
public interface RowDecoder {
  /** The model's input: name, type and shape with rows outermost. */
  TensorSpec target();

  /**
   * Looks at the head of the file only; quick, on any thread.
   *
   * @throws dev.soban.core.predict.PredictionException when it cannot or must not be decoded
   */
  void check(MemorySegment file);

  /**
   * Decodes the file into the row; blocking, thread-safe.
   *
   * @return how the picture lies in the row, for what the model finds there to go back
   * @throws dev.soban.core.predict.PredictionException when it cannot be decoded
   */
  PictureFrame decode(MemorySegment file, MemorySegment row);
}
