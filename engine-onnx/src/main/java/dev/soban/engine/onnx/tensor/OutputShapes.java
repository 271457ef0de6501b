package dev.soban.engine.onnx.tensor;

import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Foretells the shapes of outputs, so that their memory can be ready before the run: from the
 * declaration where it is fixed, else from what came last time for inputs of the same shapes. A
 * wrong guess costs a second run, so an output that once differed is not foretold again.
 * Thread-safe.
 */
public final class OutputShapes {
  /** How many combinations of input shapes are remembered before all are forgotten. */
  private static final int MAX_REMEMBERED = 256;

  private final List<OutputPort> ports;
  private final boolean allFixed;
  private final Map<List<Shape>, @Nullable Shape[]> remembered = new ConcurrentHashMap<>();
  private final @Nullable Shape[] fixed;
  private volatile boolean[] foretold;

  public OutputShapes(List<OutputPort> ports) {
    this.ports = ports;
    this.fixed = new @Nullable Shape[ports.size()];
    this.foretold = new boolean[ports.size()];
    boolean complete = true;
    for (OutputPort port : ports) {
      foretold[port.index()] = port.pinnable().isPresent();
      fixed[port.index()] = pinnable(port, port.shape());
      complete &= !foretold[port.index()] || !port.shape().dynamic();
    }
    this.allFixed = complete;
  }

  /** The shape unless it varies or its bytes are more than one buffer of Java's can address. */
  private static @Nullable Shape pinnable(OutputPort port, Shape shape) {
    if (shape.dynamic()) {
      return null;
    }
    try {
      long sizeBytes = Math.multiplyExact(shape.elements(), port.dataType().sizeBytes());
      return sizeBytes <= Integer.MAX_VALUE ? shape : null;
    } catch (ArithmeticException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether shapes need no learning. */
  public boolean allFixed() {
    return allFixed;
  }

  /** The expected shape, or null when the runtime should allocate. */
  public @Nullable Shape expected(OutputPort port, List<Shape> inputShapes) {
    if (!foretold[port.index()]) {
      return null;
    }
    if (fixed[port.index()] != null || allFixed) {
      return fixed[port.index()];
    }
    @Nullable Shape[] known = remembered.get(inputShapes);
    return known == null ? null : known[port.index()];
  }

  /** Takes note of what came. */
  public void learn(List<Shape> inputShapes, Map<String, Tensor> outputs) {
    if (allFixed) {
      return;
    }
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.clear();
    }
    @Nullable Shape[] known = remembered.get(inputShapes);
    @Nullable Shape[] learned = known == null ? new @Nullable Shape[ports.size()] : known.clone();
    for (OutputPort port : ports) {
      Tensor tensor = outputs.get(port.name());
      if (tensor != null) {
        learned[port.index()] = pinnable(port, tensor.shape());
      }
    }
    remembered.put(inputShapes, learned);
  }

  /** Stops foretelling those outputs that came out other than expected. */
  public synchronized void correct(List<Shape> inputShapes, Map<String, Tensor> outputs) {
    boolean[] corrected = foretold.clone();
    for (OutputPort port : ports) {
      Tensor tensor = outputs.get(port.name());
      Shape expected = expected(port, inputShapes);
      if (tensor != null && expected != null && !expected.equals(tensor.shape())) {
        corrected[port.index()] = false;
      }
    }
    foretold = corrected;
  }
}
