package dev.soban.vision.header;

/** What must be done to a stored picture to see it upright; in the order of EXIF's tag values. */
public enum Orientation {
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  FLIPPED,
  TRANSPOSED,
  TURN_CLOCKWISE,
  TRANSVERSED,
  TURN_COUNTERCLOCKWISE;

  private static final Orientation[] BY_TAG = values();

  /** The orientation of an EXIF tag; what EXIF does not define counts as upright. */
  static Orientation ofTag(int tag) {
    return tag >= 1 && tag <= BY_TAG.length ? BY_TAG[tag - 1] : UPRIGHT;
  }

  /** Whether stored columns become rows. */
  public boolean swapsSides() {
    return compareTo(TRANSPOSED) >= 0;
  }

  /** Whether the first stored column is the last one (or, sides swapped, the last row) upright. */
  public boolean reversesColumns() {
    return switch (this) {
      case MIRRORED, UPSIDE_DOWN, TRANSVERSED, TURN_COUNTERCLOCKWISE -> true;
      case UPRIGHT, FLIPPED, TRANSPOSED, TURN_CLOCKWISE -> false;
    };
  }

  /** Whether the first stored row is the last one (or, sides swapped, the last column) upright. */
  public boolean reversesRows() {
    return switch (this) {
      case UPSIDE_DOWN, FLIPPED, TRANSVERSED, TURN_CLOCKWISE -> true;
      case UPRIGHT, MIRRORED, TRANSPOSED, TURN_COUNTERCLOCKWISE -> false;
    };
  }
}
