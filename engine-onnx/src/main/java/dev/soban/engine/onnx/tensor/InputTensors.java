package dev.soban.engine.onnx.tensor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch's inputs as the runtime takes them: numbers in place, strings copied. */
public final class InputTensors implements AutoCloseable {
  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  private InputTensors() {}

  public static InputTensors of(
      OrtEnvironment environment,
      OrtStrings strings,
      Signature signature,
      Map<String, Tensor> inputs)
      throws EngineException, OrtException {
    InputTensors created = new InputTensors();
    try {
      for (TensorSpec spec : signature.inputs()) {
        Tensor tensor = matching(spec, inputs.get(spec.name()));
        created.tensors.put(
            spec.name(),
            tensor.dataType() == DataType.BYTES
                ? strings.toRuntime(InputStrings.checked(spec.name(), tensor))
                : inPlace(environment, spec.name(), tensor));
      }
      refuseUnknown(signature, inputs);
      return created;
    } catch (EngineException | OrtException | RuntimeException | Error e) {
      created.close();
      throw e;
    }
  }

  private static Tensor matching(TensorSpec spec, @Nullable Tensor tensor) throws EngineException {
    if (tensor == null) {
      throw refused("input " + spec.name() + ": missing (expected: " + spec.dataType() + ")");
    }
    if (tensor.dataType() != spec.dataType()) {
      throw refused(
          "input "
              + spec.name()
              + ": "
              + tensor.dataType()
              + " (expected: "
              + spec.dataType()
              + ")");
    }
    return tensor;
  }

  private static void refuseUnknown(Signature signature, Map<String, Tensor> inputs)
      throws EngineException {
    if (inputs.size() == signature.inputs().size()) {
      return;
    }
    for (String name : inputs.keySet()) {
      if (signature.input(name).isEmpty()) {
        throw refused(
            "input "
                + name
                + ": unknown (expected: "
                + signature.inputs().stream().map(TensorSpec::name).toList()
                + ")");
      }
    }
  }

  private static OnnxTensor inPlace(OrtEnvironment environment, String name, Tensor tensor)
      throws EngineException, OrtException {
    if (tensor.sizeBytes() > Integer.MAX_VALUE) {
      throw refused(
          "input " + name + ": " + tensor.sizeBytes() + " bytes (expected: less than 2 GiB)");
    }
    OnnxJavaType type = JavaTypes.of(tensor.dataType()).orElseThrow();
    return OnnxTensor.createTensor(
        environment,
        tensor.data().asByteBuffer().order(ByteOrder.nativeOrder()),
        tensor.shape().dims(),
        type);
  }

  public Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    for (OnnxTensor tensor : tensors.values()) {
      tensor.close();
    }
  }

  public static EngineException refused(String reason) {
    return new EngineException(Fault.INPUT, reason, null);
  }
}
