package dev.soban.engine.onnx.graph.outline;

import dev.soban.core.tensor.Shape;
import java.util.Optional;

/** What a graph's input or output holds. */
public sealed interface ValueType {
  /**
   * @param elementType ONNX's code; 0 when the file does not say
   * @param shape empty when the file declares no rank
   */
  record OfTensor(int elementType, Optional<Shape> shape) implements ValueType {
    @Override
    public String toString() {
      return "tensor(" + ElementType.name(elementType) + ")";
    }
  }

  record OfSequence(ValueType element) implements ValueType {
    @Override
    public String toString() {
      return "sequence(" + element + ")";
    }
  }

  record OfMap(int keyType, ValueType value) implements ValueType {
    @Override
    public String toString() {
      return "map(" + ElementType.name(keyType) + "," + value + ")";
    }
  }

  record OfOptional(ValueType element) implements ValueType {
    @Override
    public String toString() {
      return "optional(" + element + ")";
    }
  }

  /** A kind that is named only. */
  record Other(String name) implements ValueType {
    @Override
    public String toString() {
      return name;
    }
  }
}
