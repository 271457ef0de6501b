package dev.soban.core.model;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;

/** Name, type and shape of an input or output; -1 where a dimension varies. */
public record TensorSpec(String name, DataType dataType, Shape shape, boolean optional) {
  public TensorSpec(String name, DataType dataType, Shape shape) {
    this(name, dataType, shape, false);
  }

  @Override
  public String toString() {
    return name + ": " + dataType + shape + (optional ? " (optional)" : "");
  }
}
