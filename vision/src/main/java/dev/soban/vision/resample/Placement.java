package dev.soban.vision.resample;

import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.PictureInput.Fit;
import dev.soban.core.model.PictureInput.Resize;
import dev.soban.vision.header.Orientation;

/**
 * Where an upright picture lies in the model's picture: resized, cut to a window, and the window
 * set at a place. Boxes that a model finds go back through {@link #sourceX} and {@link #sourceY}.
 *
 * @param resizedWidth the whole picture's width at the model's scale
 * @param cropX where in the resized picture the window begins
 * @param windowX where in the model's picture the window begins
 */
public record Placement(
    int sourceWidth,
    int sourceHeight,
    long resizedWidth,
    long resizedHeight,
    long cropX,
    long cropY,
    int windowX,
    int windowY,
    int windowWidth,
    int windowHeight)
    implements PictureFrame {

  /** Places an upright picture of the given size. */
  public static Placement of(Fit fit, int width, int height) {
    return switch (fit.resize()) {
      case STRETCH -> inside(fit, width, height, fit.width(), fit.height(), 0, 0);
      case SHORT_SIDE_CROP -> shortSideCrop(fit, width, height);
      case LETTERBOX, LETTERBOX_TOP_LEFT -> letterbox(fit, width, height);
    };
  }

  /** Places a picture that is stored in the given size and has to be turned. */
  static Placement of(Fit fit, Orientation orientation, int storedWidth, int storedHeight) {
    return orientation.swapsSides()
        ? of(fit, storedHeight, storedWidth)
        : of(fit, storedWidth, storedHeight);
  }

  @Override
  public double sourceX(double modelX) {
    return (modelX - windowX + cropX) * sourceWidth / resizedWidth;
  }

  @Override
  public double sourceY(double modelY) {
    return (modelY - windowY + cropY) * sourceHeight / resizedHeight;
  }

  /** Long side to the nearest pixel, the odd pixel of a crop to the right and below. */
  private static Placement shortSideCrop(Fit fit, int width, int height) {
    long shortSide = fit.shortSide();
    long resizedWidth =
        width <= height ? shortSide : Math.round((double) shortSide * width / height);
    long resizedHeight =
        width <= height ? Math.round((double) shortSide * height / width) : shortSide;
    return new Placement(
        width,
        height,
        resizedWidth,
        resizedHeight,
        (resizedWidth - fit.width()) / 2,
        (resizedHeight - fit.height()) / 2,
        0,
        0,
        fit.width(),
        fit.height());
  }

  private static Placement letterbox(Fit fit, int width, int height) {
    double scale = Math.min((double) fit.width() / width, (double) fit.height() / height);
    int resizedWidth = Math.clamp(Math.round(width * scale), 1, fit.width());
    int resizedHeight = Math.clamp(Math.round(height * scale), 1, fit.height());
    boolean centred = fit.resize() == Resize.LETTERBOX;
    return inside(
        fit,
        width,
        height,
        resizedWidth,
        resizedHeight,
        centred ? (fit.width() - resizedWidth) / 2 : 0,
        centred ? (fit.height() - resizedHeight) / 2 : 0);
  }

  private static Placement inside(
      Fit fit, int width, int height, int resizedWidth, int resizedHeight, int x, int y) {
    return new Placement(
        width,
        height,
        resizedWidth,
        resizedHeight,
        0,
        0,
        x,
        y,
        Math.min(resizedWidth, fit.width()),
        Math.min(resizedHeight, fit.height()));
  }
}
