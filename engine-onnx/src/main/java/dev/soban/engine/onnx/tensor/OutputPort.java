package dev.soban.engine.onnx.tensor;

import ai.onnxruntime.OnnxJavaType;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.util.Optional;

/**
 * One output of a session.
 *
 * @param index in the model's order
 * @param pinnable the type under which results may be written into memory of ours; empty where the
 *     runtime has to allocate
 */
public record OutputPort(int index, TensorSpec spec, Optional<OnnxJavaType> pinnable) {
  /**
   * @param passedThrough also an input or an initializer: the runtime then leaves pinned memory
   *     unwritten, without a word
   */
  static OutputPort of(int index, TensorSpec spec, boolean passedThrough) {
    boolean pins = spec.dataType().fixedSize() && !passedThrough;
    return new OutputPort(index, spec, pins ? JavaTypes.of(spec.dataType()) : Optional.empty());
  }

  public String name() {
    return spec.name();
  }

  DataType dataType() {
    return spec.dataType();
  }

  Shape shape() {
    return spec.shape();
  }
}
