package dev.soban.core.engine;

import dev.soban.core.model.Signature;
import java.util.List;
import java.util.Map;

/**
 * An engine that is ready to run and what it said of its model.
 *
 * @param platform as metadata names it, for example {@code onnxruntime_onnx}
 * @param device where it runs, for example {@code cpu}
 * @param notes what the operator should know, as a device that was not there
 * @param properties what clients should know, as the keys of a map output
 */
public record LoadedEngine(
    Engine engine,
    Signature signature,
    String platform,
    String device,
    List<String> notes,
    Map<String, String> properties) {
  public LoadedEngine {
    notes = List.copyOf(notes);
    properties = Map.copyOf(properties);
  }
}
