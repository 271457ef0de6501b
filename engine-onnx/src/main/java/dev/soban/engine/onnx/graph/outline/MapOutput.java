package dev.soban.engine.onnx.graph.outline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An output that a ZipMap node makes from a tensor of scores.
 *
 * @param scores name of the tensor that the node reads
 * @param keys in the tensor's column order, texts or decimal numbers
 */
public record MapOutput(String name, String scores, boolean textKeys, List<String> keys) {
  public MapOutput {
    keys = List.copyOf(keys);
  }

  /** For each place in ascending key order, the column that holds it. */
  public List<Integer> ascendingColumns() {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      columns.add(i);
    }
    columns.sort(
        textKeys
            ? Comparator.comparing(keys::get)
            : Comparator.comparingLong(column -> Long.parseLong(keys.get(column))));
    return columns;
  }
}
