package dev.soban.engine.onnx.graph.outline;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an ONNX file says of itself, weights left out.
 *
 * @param opsets version by domain; the empty domain is ONNX's own
 * @param inputs of the main graph, those with an initializer included
 * @param initializers names in the main graph
 * @param externalTensors everywhere: graphs, subgraphs, attributes, functions
 */
public record ModelOutline(
    long irVersion,
    Map<String, Long> opsets,
    List<NamedValue> inputs,
    List<NamedValue> outputs,
    Set<String> initializers,
    List<ExternalTensor> externalTensors,
    Set<Operator> operators,
    List<MapOutput> mapOutputs) {
  public ModelOutline {
    opsets = Map.copyOf(opsets);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    initializers = Set.copyOf(initializers);
    externalTensors = List.copyOf(externalTensors);
    operators = Set.copyOf(operators);
    mapOutputs = List.copyOf(mapOutputs);
  }
}
