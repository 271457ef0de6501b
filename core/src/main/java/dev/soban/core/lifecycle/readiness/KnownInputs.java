package dev.soban.core.lifecycle.readiness;

import dev.soban.core.tensor.Tensor;
import java.util.Map;

/** Inputs that a version is known to answer: of an example of its owner's, or made up. */
@FunctionalInterface
public interface KnownInputs {
  /** By name, made anew each time; the caller closes them. */
  Map<String, Tensor> make();
}
