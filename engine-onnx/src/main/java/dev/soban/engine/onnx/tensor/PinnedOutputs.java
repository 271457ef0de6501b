package dev.soban.engine.onnx.tensor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Memory of ours that one run writes its outputs into; what is not published goes back. */
public final class PinnedOutputs implements AutoCloseable {
  private final OrtEnvironment environment;
  private final TensorPool pool;
  private final Map<String, OnnxTensor> tensors = new HashMap<>();
  private final Map<String, Slab> slabs = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  public PinnedOutputs(OrtEnvironment environment, TensorPool pool) {
    this.environment = environment;
    this.pool = pool;
  }

  /** Makes memory ready for an output of the given shape. */
  public void pin(OutputPort port, Shape shape) throws OrtException {
    long sizeBytes = shape.elements() * port.dataType().sizeBytes();
    Slab slab = pool.allocate(sizeBytes);
    slabs.put(port.name(), slab);
    shapes.put(port.name(), shape);
    tensors.put(
        port.name(),
        OnnxTensor.createTensor(
            environment,
            slab.memory().asSlice(0, sizeBytes).asByteBuffer().order(ByteOrder.nativeOrder()),
            shape.dims(),
            port.pinnable().orElseThrow()));
  }

  public Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  /** The output that the run wrote; null when it was not pinned. */
  public @Nullable Tensor published(OutputPort port) {
    Shape shape = shapes.get(port.name());
    Slab slab = slabs.remove(port.name());
    return shape == null || slab == null ? null : Tensor.of(port.dataType(), shape, slab);
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    slabs.values().forEach(Slab::release);
  }
}
