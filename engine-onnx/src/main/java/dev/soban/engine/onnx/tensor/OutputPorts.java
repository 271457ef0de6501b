package dev.soban.engine.onnx.tensor;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.Shape;
import dev.soban.engine.onnx.graph.outline.ModelOutline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session's outputs, with the shapes that the runtime infers where exporters leave them out. */
public final class OutputPorts {
  private OutputPorts() {}

  public static List<OutputPort> of(OrtSession session, Signature declared, ModelOutline outline)
      throws OrtException {
    Map<String, NodeInfo> inferred = session.getOutputInfo();
    Set<String> passedThrough = new HashSet<>(outline.initializers());
    outline.inputs().forEach(input -> passedThrough.add(input.name()));
    List<OutputPort> ports = new ArrayList<>();
    for (TensorSpec output : declared.outputs()) {
      TensorSpec spec = completed(output, inferred.get(output.name()));
      ports.add(OutputPort.of(ports.size(), spec, passedThrough.contains(spec.name())));
    }
    return ports;
  }

  private static TensorSpec completed(TensorSpec output, @Nullable NodeInfo inferred) {
    if (inferred == null
        || !output.shape().dynamic()
        || !(inferred.getInfo() instanceof TensorInfo info)
        || info.getShape().length == 0) {
      return output;
    }
    long[] dims = info.getShape().clone();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.max(dims[i], Shape.DYNAMIC);
    }
    return new TensorSpec(output.name(), output.dataType(), Shape.of(dims));
  }
}
