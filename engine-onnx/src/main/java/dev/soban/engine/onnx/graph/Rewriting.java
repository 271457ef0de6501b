package dev.soban.engine.onnx.graph;

import dev.soban.engine.onnx.graph.outline.MapOutput;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to change in a model.
 *
 * @param constants inputs that stay as initializers only
 * @param overridable initializers that stay as inputs only
 * @param mapOutputs outputs that become tensors
 * @param locations new place of external data by the place that the file names
 */
public record Rewriting(
    Set<String> constants,
    Set<String> overridable,
    List<MapOutput> mapOutputs,
    Map<String, String> locations) {
  public Rewriting {
    constants = Set.copyOf(constants);
    overridable = Set.copyOf(overridable);
    mapOutputs = List.copyOf(mapOutputs);
    locations = Map.copyOf(locations);
  }

  /** Whether the file serves as it is. */
  public boolean nothing() {
    return constants.isEmpty()
        && overridable.isEmpty()
        && mapOutputs.isEmpty()
        && locations.isEmpty();
  }
}
