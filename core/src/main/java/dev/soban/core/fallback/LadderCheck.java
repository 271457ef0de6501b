package dev.soban.core.fallback;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether one model can stand in for another. */
public final class LadderCheck {
  private LadderCheck() {}

  /**
   * What speaks against it, a sentence each; shapes must leave room for one another.
   *
   * @param own of the model that is stood in for
   * @param other of the one that stands in
   */
  public static List<String> problems(Signature own, Signature other) {
    List<String> problems = new ArrayList<>();
    for (TensorSpec input : other.inputs()) {
      if (!input.optional()) {
        compare("input", input, own.input(input.name())).ifPresent(problems::add);
      }
    }
    for (TensorSpec input : own.inputs()) {
      if (other.input(input.name()).isEmpty()) {
        problems.add("input " + input.name() + ": not taken by it");
      }
    }
    for (TensorSpec output : own.outputs()) {
      compare("output", output, other.output(output.name())).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> compare(
      String what, TensorSpec wanted, Optional<TensorSpec> there) {
    if (there.isEmpty()) {
      return Optional.of(what + " " + wanted.name() + ": missing");
    }
    boolean same = there.get().dataType() == wanted.dataType() && overlap(there.get(), wanted);
    return same
        ? Optional.empty()
        : Optional.of(what + " " + there.get() + " (expected: " + wanted + ")");
  }

  private static boolean overlap(TensorSpec left, TensorSpec right) {
    if (left.shape().rank() != right.shape().rank()) {
      return false;
    }
    for (int i = 0; i < left.shape().rank(); i++) {
      long a = left.shape().dim(i);
      long b = right.shape().dim(i);
      if (a != b && a != -1 && b != -1) {
        return false;
      }
    }
    return true;
  }
}
