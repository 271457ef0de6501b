package dev.soban.core.interpret;

import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what a model puts out for one row into what is served of it. Thread-safe. */
public interface RowReader {
  /** What is served in place of the model's outputs: rows outermost, fixed behind them. */
  List<TensorSpec> served();

  /** What is served beside that to those who name it. */
  List<TensorSpec> extras();

  /** Names of the model's outputs that it reads. */
  List<String> reads();

  /**
   * Reads one row; computes for a while, waits for nothing.
   *
   * @param outputs the row in each of {@link #reads}, never written
   * @param frame how the row's picture lies in the model's; null when it came as it is
   * @param targets the row in each of {@link #served}, then of {@link #extras}; written whole
   * @throws dev.soban.core.predict.PredictionException.EngineFailed when the model put out what it
   *     did not promise
   */
  void read(List<MemorySegment> outputs, @Nullable PictureFrame frame, List<MemorySegment> targets);
}
