package dev.soban.core.engine;

import dev.soban.core.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Rows to run together, and which of them belong to which request.
 *
 * @param inputs by name, rows outermost
 * @param ranges consecutive row ranges, one for each request or part of one
 * @param outputs names of the wanted outputs; empty for all
 */
public record Batch(Map<String, Tensor> inputs, List<RowRange> ranges, List<String> outputs) {
  public Batch {
    ranges = List.copyOf(ranges);
    outputs = List.copyOf(outputs);
  }

  /** Rows from {@code from} (inclusive), {@code count} of them. */
  public record RowRange(long from, long count) {}
}
