package dev.soban.vision.detect;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.EngineFailed;
import java.util.ArrayList;
import java.util.List;

/**
 * For each stride four outputs of its own: class, object, box and key points of every cell; as
 * YuNet writes. The outputs stand kind by kind, within each kind stride by stride.
 *
 * @param keyPoints of each object
 */
record GridHead(List<TensorSpec> reads, Cells cells, Scores scores, BoxForm form, int keyPoints)
    implements Head {
  private static final int CLASS = 0;
  private static final int OBJECT = 1;
  private static final int BOXES = 2;
  private static final int POINTS = 3;
  private static final int BOX = 4;

  /** As YuNet's makers name the outputs, with the stride behind. */
  private static final List<String> KINDS = List.of("cls", "obj", "bbox", "kps");

  GridHead {
    reads = List.copyOf(reads);
  }

  /**
   * @throws IllegalArgumentException when the outputs are not four for each stride
   */
  static GridHead of(Declared declared) {
    List<Integer> strides = declared.strides();
    List<String> said = declared.said().sources().all();
    List<String> names = said.isEmpty() ? usualNames(strides) : said;
    if (names.size() != KINDS.size() * strides.size()) {
      throw new IllegalArgumentException(
          "outputs: %d (expected: 4 for each of the strides %s)".formatted(names.size(), strides));
    }
    List<TensorSpec> outputs =
        names.stream()
            .map(name -> declared.outputs().named("outputs", name))
            .map(output -> Outputs.checked(output, 3, "rows, cells and the numbers of each"))
            .toList();
    int keyPoints = Outputs.known(outputs.getLast(), 2, "x and y of each key point") / 2;
    Cells cells = declared.cells();
    GridHead head =
        new GridHead(outputs, cells, declared.scores(), BoxForm.inCells(cells), keyPoints);
    for (int i = 0; i < outputs.size(); i++) {
      head.check(outputs.get(i), i);
    }
    return head;
  }

  private static List<String> usualNames(List<Integer> strides) {
    List<String> names = new ArrayList<>();
    for (String kind : KINDS) {
      strides.forEach(stride -> names.add(kind + "_" + stride));
    }
    return names;
  }

  private void check(TensorSpec output, int index) {
    int count = cells.count(index % grids());
    long places = output.shape().dim(1);
    boolean fits = places < 0 || places == count;
    if (!fits || output.shape().dim(2) != width(index)) {
      throw Outputs.unfit(output, "%d cells with %d numbers each".formatted(count, width(index)));
    }
  }

  /** Numbers that one of the outputs has for a cell. */
  private int width(int index) {
    return switch (index / grids()) {
      case BOXES -> BOX;
      case POINTS -> 2 * keyPoints;
      default -> 1;
    };
  }

  private int grids() {
    return cells.strides().size();
  }

  @Override
  public int classes() {
    return 1;
  }

  @Override
  public void find(List<Floats> row, Candidates found) {
    check(row);
    for (int grid = 0; grid < grids(); grid++) {
      Floats ofClass = output(row, CLASS, grid);
      Floats ofObject = output(row, OBJECT, grid);
      int first = cells.firsts().get(grid);
      for (int cell = 0; cell < cells.count(grid); cell++) {
        float object = scores.activated(ofObject.at(cell));
        found.add(first + cell, 0, scores.combined(object, scores.activated(ofClass.at(cell))));
      }
    }
  }

  private void check(List<Floats> row) {
    for (int i = 0; i < row.size(); i++) {
      long expected = (long) cells.count(i % grids()) * width(i);
      if (row.get(i).count() != expected) {
        throw new EngineFailed(
            "output %s: %d numbers a row (expected: %d)"
                .formatted(reads.get(i).name(), row.get(i).count(), expected),
            null);
      }
    }
  }

  private Floats output(List<Floats> row, int kind, int grid) {
    return row.get(kind * grids() + grid);
  }

  @Override
  public Box box(List<Floats> row, int cell) {
    int grid = cells.grid(cell);
    double[] said = new double[BOX];
    for (int i = 0; i < BOX; i++) {
      said[i] = output(row, BOXES, grid).at((long) (cell - cells.firsts().get(grid)) * BOX + i);
    }
    return form.box(said, cell);
  }

  @Override
  public double keyPoint(List<Floats> row, int cell, int point, int axis) {
    int grid = cells.grid(cell);
    int inGrid = cell - cells.firsts().get(grid);
    double said = output(row, POINTS, grid).at(2L * ((long) inGrid * keyPoints + point) + axis);
    return (said + (axis == 0 ? cells.column(cell) : cells.row(cell))) * cells.stride(cell);
  }
}
