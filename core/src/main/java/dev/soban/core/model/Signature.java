package dev.soban.core.model;

import java.util.List;
import java.util.Optional;

/** What a model takes and gives, in the model's own order. */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public Optional<TensorSpec> input(String name) {
    return named(inputs, name);
  }

  public Optional<TensorSpec> output(String name) {
    return named(outputs, name);
  }

  /** Whether dimension 0 of every input and output varies, as batching requires. */
  public boolean rowsVary() {
    return !inputs.isEmpty()
        && inputs.stream().allMatch(Signature::rowsVary)
        && outputs.stream().allMatch(Signature::rowsVary);
  }

  private static boolean rowsVary(TensorSpec spec) {
    return spec.shape().rank() > 0 && spec.shape().dim(0) == -1;
  }

  private static Optional<TensorSpec> named(List<TensorSpec> specs, String name) {
    return specs.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }
}
