package dev.soban.vision.resample;

import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Fit;
import dev.soban.vision.header.Orientation;
import java.lang.foreign.MemorySegment;

/** Fits decoded pixels to one model input and writes them as its tensor. Thread-safe. */
public final class Resampler {
  private final Fit fit;
  private final TensorWriter writer;
  private final WeightTables tables = new WeightTables();

  /** Refuses data types that pictures cannot have. */
  public Resampler(PictureInput input) {
    this.fit = input.fit();
    this.writer = new TensorWriter(input);
  }

  /** Memory for the pixels on their way; reused, one thread at a time. */
  public static final class Scratch {
    private static final int LARGEST_KEPT = 1 << 19;
    private Window window = new Window();

    /** Lets go of what only an unusually large model or picture needed. */
    public void trim() {
      if (window.pixelsHeld() > LARGEST_KEPT) {
        window = new Window();
      }
    }
  }

  /**
   * Writes one row of the model's input.
   *
   * @return where in it the upright picture lies
   */
  public Placement write(
      Pixels pixels, Orientation orientation, Scratch scratch, MemorySegment target) {
    Placement placement =
        Placement.of(fit, orientation, pixels.storedWidth(), pixels.storedHeight());
    Axis columns = Axis.columns(placement, orientation);
    Axis rows = Axis.rows(placement, orientation);
    Window window = scratch.window;
    window.resize(
        pixels,
        tables.of(columns, pixels.spanX(), pixels.width(), fit.filter()),
        tables.of(rows, pixels.spanY(), pixels.height(), fit.filter()));
    writer.write(window.upright(orientation, columns.window(), rows.window()), placement, target);
    return placement;
  }
}
