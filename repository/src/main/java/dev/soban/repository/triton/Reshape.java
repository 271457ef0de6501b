package dev.soban.repository.triton;

import dev.soban.core.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * The same elements under another shape. Dimensions that vary keep their order, and what stands
 * between two of them has as many elements before as after.
 */
record Reshape(Shape from, Shape to) {

  /** Why one shape cannot become the other; empty when it can. */
  Optional<String> refusal() {
    try {
      return Arrays.equals(parts(from), parts(to))
          ? Optional.empty()
          : Optional.of("as many elements as " + from + ", in the same order around each -1");
    } catch (IllegalArgumentException e) {
      return Optional.of("a shape of fewer elements");
    }
  }

  Reshape reversed() {
    return new Reshape(to, from);
  }

  /**
   * A shape that fits the one as it looks in the other.
   *
   * @throws IllegalArgumentException when it does not fit
   */
  Shape of(Shape shape) {
    if (!from.accepts(shape)) {
      throw new IllegalArgumentException("shape: " + shape + " (expected: " + from + ")");
    }
    long[] dims = to.dims();
    int next = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == Shape.DYNAMIC) {
        while (from.dim(next) != Shape.DYNAMIC) {
          next++;
        }
        dims[i] = shape.dim(next++);
      }
    }
    return Shape.of(dims);
  }

  /** Elements before, between and behind the dimensions that vary. */
  private static long[] parts(Shape shape) {
    long[] parts = new long[shape.rank() + 1];
    int count = 0;
    int start = 0;
    long[] dims = shape.dims();
    for (int i = 0; i <= dims.length; i++) {
      if (i == dims.length || dims[i] == Shape.DYNAMIC) {
        parts[count++] = Shape.of(Arrays.copyOfRange(dims, start, i)).elements();
        start = i + 1;
      }
    }
    return Arrays.copyOf(parts, count);
  }
}
