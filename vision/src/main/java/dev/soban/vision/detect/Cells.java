package dev.soban.vision.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * The cells of one grid per stride, numbered grid by grid, row by row, from the top left.
 *
 * @param strides pixels of the model's picture per cell
 * @param columns of each grid
 * @param rows of each grid
 * @param firsts number of the first cell of each grid
 */
record Cells(
    List<Integer> strides, List<Integer> columns, List<Integer> rows, List<Integer> firsts) {
  Cells {
    strides = List.copyOf(strides);
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    firsts = List.copyOf(firsts);
  }

  /** Grids that cover the picture. */
  static Cells of(ModelPicture picture, List<Integer> strides) {
    List<Integer> columns = strides.stream().map(s -> Math.ceilDiv(picture.width(), s)).toList();
    List<Integer> rows = strides.stream().map(s -> Math.ceilDiv(picture.height(), s)).toList();
    List<Integer> firsts = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < strides.size(); i++) {
      firsts.add(next);
      next = Math.addExact(next, Math.multiplyExact(columns.get(i), rows.get(i)));
    }
    return new Cells(strides, columns, rows, firsts);
  }

  int count() {
    return firsts.getLast() + count(firsts.size() - 1);
  }

  /** Of one grid. */
  int count(int grid) {
    return columns.get(grid) * rows.get(grid);
  }

  /** The grid of a cell. */
  int grid(int cell) {
    int grid = firsts.size() - 1;
    while (cell < firsts.get(grid)) {
      grid--;
    }
    return grid;
  }

  int stride(int cell) {
    return strides.get(grid(cell));
  }

  /** From the left of its grid. */
  int column(int cell) {
    int grid = grid(cell);
    return (cell - firsts.get(grid)) % columns.get(grid);
  }

  /** From the top of its grid. */
  int row(int cell) {
    int grid = grid(cell);
    return (cell - firsts.get(grid)) / columns.get(grid);
  }
}
