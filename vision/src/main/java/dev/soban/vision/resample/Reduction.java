package dev.soban.vision.resample;

import dev.soban.core.model.PictureInput.Filter;
import dev.soban.core.model.PictureInput.Fit;
import dev.soban.vision.header.Orientation;

/**
 * By how much a decoder may shrink a picture before it is resized: by 2, 4 or 8, averaging squares
 * of pixels, which a JPEG decoder does nearly for free. All decoders follow the same rule, so that
 * they agree.
 *
 * <p>The picture stays at least as large as it is wanted. Where the filter averages by itself it
 * stays twice as large, which leaves no difference to see.
 */
public final class Reduction {
  private static final int STRONGEST = 8;

  private Reduction() {}

  /** The divisor for a stored picture of the given size: 1, 2, 4 or 8. */
  public static int of(Fit fit, Orientation orientation, int storedWidth, int storedHeight) {
    Placement placement = Placement.of(fit, orientation, storedWidth, storedHeight);
    long margin = fit.filter() == Filter.ANTIALIAS ? 2 : 1;
    int divisor = STRONGEST;
    while (divisor > 1 && !covers(placement, divisor * margin)) {
      divisor /= 2;
    }
    return divisor;
  }

  private static boolean covers(Placement placement, long divisor) {
    return placement.sourceWidth() >= placement.resizedWidth() * divisor
        && placement.sourceHeight() >= placement.resizedHeight() * divisor;
  }
}
