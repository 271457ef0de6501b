package dev.soban.engine.onnx.graph.outline;

/** An operator that a graph uses; the domain is empty for ONNX's own. */
public record Operator(String domain, String name) {
  /** The domain as people know it. */
  public String domainName() {
    return domain.isEmpty() ? "ai.onnx" : domain;
  }
}
