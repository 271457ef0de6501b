package dev.soban.vision.resample;

import dev.soban.vision.header.Orientation;

/**
 * One direction of a placement, along the stored picture's columns or rows.
 *
 * @param source pixels of the stored picture
 * @param resized pixels of the whole resized picture
 * @param crop where in the resized picture the window begins
 * @param window pixels of the window
 */
record Axis(int source, long resized, long crop, int window) {

  static Axis columns(Placement placement, Orientation orientation) {
    Axis upright = orientation.swapsSides() ? vertical(placement) : horizontal(placement);
    return orientation.reversesColumns() ? upright.reversed() : upright;
  }

  static Axis rows(Placement placement, Orientation orientation) {
    Axis upright = orientation.swapsSides() ? horizontal(placement) : vertical(placement);
    return orientation.reversesRows() ? upright.reversed() : upright;
  }

  private static Axis horizontal(Placement placement) {
    return new Axis(
        placement.sourceWidth(),
        placement.resizedWidth(),
        placement.cropX(),
        placement.windowWidth());
  }

  private static Axis vertical(Placement placement) {
    return new Axis(
        placement.sourceHeight(),
        placement.resizedHeight(),
        placement.cropY(),
        placement.windowHeight());
  }

  private Axis reversed() {
    return new Axis(source, resized, resized - crop - window, window);
  }
}
