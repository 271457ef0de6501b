package dev.soban.engine.onnx.graph.outline;

/** An input or output as the graph declares it. */
public record NamedValue(String name, ValueType type) {}
