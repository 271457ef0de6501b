package dev.soban.server.predictions;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.util.List;

/** The columns that make up one input, filled record by record. */
final class CsvColumns {
  private final TensorSpec spec;
  private final int[] places;
  private final Shape shape;
  private final Cells cells;

  private CsvColumns(TensorSpec spec, int[] places, Shape shape, TensorPool pool) {
    this.spec = spec;
    this.places = places;
    this.shape = shape;
    this.cells = new Cells(spec.dataType(), shape.elements(), pool);
  }

  static CsvColumns of(CsvLayout.Columns columns, int rows, TensorPool pool) {
    int[] places = columns.places().stream().mapToInt(Integer::intValue).toArray();
    return new CsvColumns(
        columns.input(), places, shape(columns.input(), places.length, rows), pool);
  }

  String name() {
    return spec.name();
  }

  void take(List<String> fields, int record) {
    for (int i : places) {
      if (!cells.put(fields.get(i))) {
        throw new InvalidInput(
            "record "
                + record
                + ", field "
                + (i + 1)
                + ": \""
                + fields.get(i)
                + "\" (expected: "
                + spec.dataType()
                + " for input "
                + spec.name()
                + ")");
      }
    }
  }

  Tensor publish() {
    return cells.publish(shape);
  }

  void release() {
    cells.release();
  }

  /** Rows outermost; one varying dimension of a row is as large as the fields make it. */
  private static Shape shape(TensorSpec spec, int width, int rows) {
    long[] dims = spec.shape().dims();
    if (dims.length == 0) {
      throw new InvalidInput("input " + spec + ": takes no rows (expected: JSON)");
    }
    dims[0] = rows;
    int open = -1;
    long known = 1;
    for (int i = 1; i < dims.length; i++) {
      if (dims[i] != Shape.DYNAMIC) {
        known *= dims[i];
      } else if (open < 0) {
        open = i;
      } else {
        dims[i] = 1;
      }
    }
    if (open >= 0 && known > 0) {
      dims[open] = width / known;
      known *= dims[open];
    }
    if (known != width) {
      throw new InvalidInput(
          "record 1: " + width + " fields (expected: " + known + " for input " + spec + ")");
    }
    return Shape.of(dims);
  }
}
