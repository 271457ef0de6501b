package dev.soban.vision.detect;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds a head's outputs among a model's; what does not fit is an IllegalArgumentException. */
record Outputs(Signature model) {

  /**
   * The output of a name, or the only one that may be it.
   *
   * @param key what the owner calls it
   * @param usual the name by which it is known without being told
   */
  TensorSpec find(String key, @Nullable String name, String usual, Predicate<TensorSpec> fits) {
    if (name != null) {
      return named(key, name);
    }
    List<TensorSpec> fitting = model.outputs().stream().filter(fits).toList();
    List<TensorSpec> sameName = fitting.stream().filter(spec -> spec.name().equals(usual)).toList();
    List<TensorSpec> chosen = sameName.isEmpty() ? fitting : sameName;
    if (chosen.size() != 1) {
      throw new IllegalArgumentException(
          "%s: missing (expected: an output's name, as the model has %s)".formatted(key, all()));
    }
    return chosen.getFirst();
  }

  TensorSpec named(String key, String name) {
    return model
        .output(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: %s (expected: an output of the model: %s)".formatted(key, name, all())));
  }

  /** Floating-point numbers, rows outermost, of a number of dimensions. */
  static TensorSpec checked(TensorSpec spec, int rank, String meaning) {
    if (!Floats.readable(spec.dataType()) || spec.shape().rank() != rank) {
      throw unfit(spec, "FP32 or FP16 of " + rank + " dimensions: " + meaning);
    }
    return spec;
  }

  /** A dimension that must not be left open. */
  static int known(TensorSpec spec, int index, String meaning) {
    long dim = spec.shape().dim(index);
    if (dim < 1 || dim > Integer.MAX_VALUE) {
      throw unfit(spec, meaning + "; where the model leaves it open, declare the shape in outputs");
    }
    return (int) dim;
  }

  static IllegalArgumentException unfit(TensorSpec spec, String expected) {
    return new IllegalArgumentException("head: %s (expected: %s)".formatted(spec, expected));
  }

  private String all() {
    return model.outputs().stream().map(TensorSpec::toString).collect(Collectors.joining("; "));
  }
}
