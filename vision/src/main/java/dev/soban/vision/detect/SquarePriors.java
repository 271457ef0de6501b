package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput.Prior;
import java.util.ArrayList;
import java.util.List;

/** Squares of a few sizes around the middle of every cell, as ultra-light face detectors use. */
final class SquarePriors {
  private SquarePriors() {}

  /**
   * @param sizes for each grid the sides of its squares in pixels
   */
  static List<Prior> of(ModelPicture picture, Cells cells, List<List<Double>> sizes) {
    List<Prior> priors = new ArrayList<>();
    for (int cell = 0; cell < cells.count(); cell++) {
      int grid = cells.grid(cell);
      // Shares of the picture, not strides: a grid whose last cells would reach beyond it is
      // squeezed.
      double centerX = (cells.column(cell) + 0.5) / cells.columns().get(grid);
      double centerY = (cells.row(cell) + 0.5) / cells.rows().get(grid);
      for (double size : sizes.get(grid)) {
        priors.add(
            new Prior(
                centerX,
                centerY,
                Math.min(size / picture.width(), 1),
                Math.min(size / picture.height(), 1)));
      }
    }
    return priors;
  }
}
