package dev.soban.engine.onnx.tensor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;

/** Copies an output that the runtime allocated. */
public final class OutputReader {
  private OutputReader() {}

  public static Tensor read(OnnxTensor output, OutputPort port, OrtStrings strings, TensorPool pool)
      throws OrtException {
    if (port.dataType() == DataType.BYTES) {
      return strings.fromRuntime(output, pool);
    }
    Shape shape = Shape.of(output.getInfo().getShape());
    long sizeBytes = shape.elements() * port.dataType().sizeBytes();
    Slab slab = pool.allocate(sizeBytes);
    try {
      if (sizeBytes > 0) {
        MemorySegment source = MemorySegment.ofBuffer(output.getByteBuffer());
        MemorySegment.copy(source, 0, slab.memory(), 0, sizeBytes);
      }
      return Tensor.of(port.dataType(), shape, slab);
    } catch (RuntimeException | Error e) {
      slab.release();
      throw e;
    }
  }
}
