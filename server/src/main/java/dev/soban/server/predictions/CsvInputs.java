package dev.soban.server.predictions;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns records into inputs, one row each. */
final class CsvInputs {
  private final CsvLayout layout;
  private final char delimiter;
  private final TensorPool pool;

  CsvInputs(Served.Description model, TensorPool pool) {
    this.layout = new CsvLayout(model);
    this.delimiter = model.tabular().delimiter();
    this.pool = pool;
  }

  Map<String, Tensor> read(String text) {
    CsvReader counting = new CsvReader(text, delimiter);
    if (!counting.next()) {
      throw new InvalidInput("body: no records (expected: CSV with at least one)");
    }
    List<String> first = List.copyOf(counting.fields());
    boolean header = layout.hasHeader(first);
    int rows = header ? 0 : 1;
    while (counting.next()) {
      rows++;
    }
    if (rows == 0) {
      throw new InvalidInput("body: a header and no records (expected: at least one)");
    }
    CsvReader records = new CsvReader(text, delimiter);
    if (header) {
      records.next();
    }
    return fill(records, first.size(), layout.columns(first, header), rows);
  }

  private Map<String, Tensor> fill(
      CsvReader records, int width, List<CsvLayout.Columns> layouts, int rows) {
    List<CsvColumns> columns = new ArrayList<>(layouts.size());
    boolean complete = false;
    try {
      for (CsvLayout.Columns each : layouts) {
        columns.add(CsvColumns.of(each, rows, pool));
      }
      while (records.next()) {
        checkWidth(records, width);
        for (CsvColumns column : columns) {
          column.take(records.fields(), records.number());
        }
      }
      Map<String, Tensor> inputs = LinkedHashMap.newLinkedHashMap(columns.size());
      for (CsvColumns column : columns) {
        inputs.put(column.name(), column.publish());
      }
      complete = true;
      return inputs;
    } finally {
      if (!complete) {
        columns.forEach(CsvColumns::release);
      }
    }
  }

  private static void checkWidth(CsvReader records, int width) {
    if (records.fields().size() != width) {
      throw new InvalidInput(
          "record "
              + records.number()
              + ": "
              + records.fields().size()
              + " fields (expected: "
              + width
              + ")");
    }
  }
}
