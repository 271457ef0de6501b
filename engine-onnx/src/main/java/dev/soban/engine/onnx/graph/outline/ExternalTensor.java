package dev.soban.engine.onnx.graph.outline;

import java.util.List;
import java.util.Map;

/**
 * A tensor whose data lies in a file of its own.
 *
 * @param where in the model the tensor stands, for messages
 * @param locations every location that the entry gives; one in honest files
 * @param entries the remaining keys, as offset and length
 */
public record ExternalTensor(
    String name, String where, List<String> locations, Map<String, String> entries) {
  static final String MAIN_GRAPH = "the graph";

  public ExternalTensor {
    locations = List.copyOf(locations);
    entries = Map.copyOf(entries);
  }

  /** Whether this is an initializer of the main graph, whose data can be found anew. */
  public boolean initializer() {
    return where.equals(MAIN_GRAPH);
  }
}
