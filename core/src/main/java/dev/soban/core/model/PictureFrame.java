package dev.soban.core.model;

/**
 * How an upright source picture lies in the model's picture, so that what the model finds can go
 * back. Places are in pixels from the top left, and may lie outside of the source. Immutable.
 */
public interface PictureFrame {
  int sourceWidth();

  int sourceHeight();

  /** The place in the source of a place in the model's picture, from left to right. */
  double sourceX(double modelX);

  /** As {@link #sourceX}, downwards. */
  double sourceY(double modelY);

  /** Of a picture that came as the model takes it. */
  record AsSent(int sourceWidth, int sourceHeight) implements PictureFrame {
    @Override
    public double sourceX(double modelX) {
      return modelX;
    }

    @Override
    public double sourceY(double modelY) {
      return modelY;
    }
  }
}
