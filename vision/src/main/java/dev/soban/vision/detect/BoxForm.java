package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput.Form;
import dev.soban.core.model.DetectionOutput.Prior;
import dev.soban.core.model.DetectionOutput.Unit;
import java.util.List;

/** Makes a box, in pixels of the model's picture, of the four numbers that a head says of it. */
@FunctionalInterface
interface BoxForm {
  /**
   * @param said four numbers
   * @param place of the head that said them
   */
  Box box(double[] said, int place);

  /** Of boxes that stand for themselves. */
  static BoxForm of(Form form, Unit unit, ModelPicture picture) {
    double x = unit == Unit.FRACTION ? picture.width() : 1;
    double y = unit == Unit.FRACTION ? picture.height() : 1;
    return switch (form) {
      case CORNERS -> (said, place) -> new Box(said[0] * x, said[1] * y, said[2] * x, said[3] * y);
      case CORNERS_YX ->
          (said, place) -> new Box(said[1] * x, said[0] * y, said[3] * x, said[2] * y);
      case CENTER -> (said, place) -> around(said[0] * x, said[1] * y, said[2] * x, said[3] * y);
      case OFFSETS -> throw new IllegalArgumentException("box_format: offsets (expected: priors)");
    };
  }

  /**
   * Relative to priors, as SSD's.
   *
   * @param variances of centres, then of sizes
   */
  static BoxForm offsets(List<Prior> priors, List<Double> variances, ModelPicture picture) {
    double ofCentre = variances.getFirst();
    double ofSize = variances.getLast();
    return (said, place) -> {
      Prior prior = priors.get(place);
      return around(
          (prior.centerX() + said[0] * ofCentre * prior.width()) * picture.width(),
          (prior.centerY() + said[1] * ofCentre * prior.height()) * picture.height(),
          prior.width() * Math.exp(said[2] * ofSize) * picture.width(),
          prior.height() * Math.exp(said[3] * ofSize) * picture.height());
    };
  }

  /** Relative to cells: the centre from a cell's corner, the size as its logarithm, in cells. */
  static BoxForm inCells(Cells cells) {
    return (said, cell) -> {
      int stride = cells.stride(cell);
      return around(
          (cells.column(cell) + said[0]) * stride,
          (cells.row(cell) + said[1]) * stride,
          Math.exp(said[2]) * stride,
          Math.exp(said[3]) * stride);
    };
  }

  private static Box around(double centerX, double centerY, double width, double height) {
    return new Box(
        centerX - width / 2, centerY - height / 2, centerX + width / 2, centerY + height / 2);
  }
}
