package dev.soban.conformance.tensor;

import dev.soban.conformance.verdict.Unmet;
import java.util.List;

/**
 * An input or output as a model's metadata describes it.
 *
 * @param shape -1 stands for any size
 */
public record TensorSpec(String name, Datatype datatype, List<Long> shape) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** Whether dimension 0 is left open, as for models that take any number of rows. */
  public boolean takesRows() {
    return !shape.isEmpty() && shape.getFirst() < 0;
  }

  /** The smallest shape that fits: what is open is 1. */
  public List<Long> smallest() {
    return shape.stream().map(dim -> dim < 0 ? 1L : dim).toList();
  }

  /** The smallest shape but for the last open dimension, which becomes this. */
  public List<Long> opened(long size) {
    int last = shape.lastIndexOf(-1L);
    List<Long> smallest = smallest();
    return last < 0 ? smallest : TensorValue.replaced(smallest, last, size);
  }

  /** The last dimension that is not left open; -1 without one. */
  public int fixed() {
    for (int i = shape.size() - 1; i >= 0; i--) {
      if (shape.get(i) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The smallest shape but for one in a fixed dimension, which must be there. */
  public List<Long> misfit() {
    return TensorValue.replaced(smallest(), fixed(), shape.get(fixed()) + 1);
  }

  public boolean fits(List<Long> dims) {
    if (dims.size() != shape.size()) {
      return false;
    }
    for (int i = 0; i < dims.size(); i++) {
      if (shape.get(i) >= 0 && !shape.get(i).equals(dims.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Throws unless a value agrees with the metadata in type and shape. */
  public void expect(TensorValue value) {
    String what = "output " + name + " as in the metadata, ";
    Unmet.unlessEqual(what + "datatype", datatype, value.datatype());
    Unmet.unless(fits(value.shape()), what + "shape " + shape, value.shape());
  }
}
