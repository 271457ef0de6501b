package dev.soban.core.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Dimensions of a tensor, outermost first; -1 stands for a dimension that varies. Immutable. */
public final class Shape {
  /** A dimension that varies from request to request. */
  public static final long DYNAMIC = -1;

  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dims;

  private Shape(long[] dims) {
    this.dims = dims;
  }

  public static Shape of(long... dims) {
    if (dims.length == 0) {
      return SCALAR;
    }
    long[] copy = dims.clone();
    for (long dim : copy) {
      if (dim < DYNAMIC) {
        throw new IllegalArgumentException(
            "dimension: " + dim + " in " + Arrays.toString(copy) + " (expected: >= -1)");
      }
    }
    return new Shape(copy);
  }

  public static Shape of(List<Long> dims) {
    return of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  public int rank() {
    return dims.length;
  }

  public long dim(int index) {
    return dims[index];
  }

  public long[] dims() {
    return dims.clone();
  }

  /** True when some dimension is {@link #DYNAMIC}. */
  public boolean dynamic() {
    for (long dim : dims) {
      if (dim == DYNAMIC) {
        return true;
      }
    }
    return false;
  }

  /**
   * Product of the dimensions; 1 for a scalar.
   *
   * @throws IllegalArgumentException when a dimension is dynamic or the product exceeds a long
   */
  public long elements() {
    long product = 1;
    for (long dim : dims) {
      if (dim == DYNAMIC) {
        throw new IllegalArgumentException("shape: " + this + " (expected: no dynamic dimension)");
      }
      long high = Math.multiplyHigh(product, dim);
      product *= dim;
      if (high != 0 || product < 0) {
        throw new IllegalArgumentException("shape: " + this + " (expected: fewer elements)");
      }
    }
    return product;
  }

  /** The same shape with another outermost dimension. */
  public Shape withRows(long rows) {
    if (dims.length == 0) {
      throw new IllegalStateException("a scalar has no rows");
    }
    long[] copy = dims.clone();
    copy[0] = rows;
    return of(copy);
  }

  /** Whether a concrete shape fits this one: the same rank, and equal wherever this is fixed. */
  public boolean accepts(Shape concrete) {
    if (concrete.dims.length != dims.length) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != DYNAMIC && dims[i] != concrete.dims[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether both have the same dimensions behind the outermost one. */
  public boolean sameRow(Shape other) {
    return dims.length == other.dims.length
        && dims.length > 0
        && Arrays.equals(dims, 1, dims.length, other.dims, 1, dims.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As JSON writes it: {@code [-1,3,224,224]}. */
  @Override
  public String toString() {
    return Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
  }
}
