package dev.soban.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.tensor.InputTensors;
import dev.soban.engine.onnx.tensor.OrtStrings;
import dev.soban.engine.onnx.tensor.OutputPort;
import dev.soban.engine.onnx.tensor.OutputReader;
import dev.soban.engine.onnx.tensor.OutputShapes;
import dev.soban.engine.onnx.tensor.PinnedOutputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One session of ONNX Runtime, which any number of threads may run at once. */
final class OnnxEngine implements Engine {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Signature signature;
  private final List<OutputPort> ports;
  private final OutputShapes shapes;
  private final OrtStrings strings;
  private final TensorPool pool;
  private final Map<String, Tensor> defaults;

  /**
   * @param defaults values of inputs that requests may leave out; closed with the engine
   */
  OnnxEngine(
      OnnxRuntime runtime,
      OrtSession session,
      Signature signature,
      List<OutputPort> ports,
      Map<String, Tensor> defaults) {
    this.environment = runtime.environment();
    this.strings = runtime.strings();
    this.pool = runtime.pool();
    this.session = session;
    this.signature = signature;
    this.ports = List.copyOf(ports);
    this.defaults = defaults;
    this.shapes = new OutputShapes(this.ports);
  }

  @Override
  public BatchResult run(Batch batch, RunControl control) throws EngineException {
    List<OutputPort> wanted = wanted(batch.outputs());
    Map<String, Tensor> tensors = withDefaults(batch.inputs());
    try (RunStop stop = new RunStop();
        InputTensors inputs = InputTensors.of(environment, strings, signature, tensors)) {
      return new BatchResult(run(inputs, inputShapes(tensors), wanted, control, stop));
    } catch (OrtException e) {
      throw RunFailure.of(e);
    }
  }

  private Map<String, Tensor> withDefaults(Map<String, Tensor> inputs) {
    if (defaults.isEmpty()) {
      return inputs;
    }
    Map<String, Tensor> complete = new HashMap<>(defaults);
    complete.putAll(inputs);
    return complete;
  }

  private List<OutputPort> wanted(List<String> names) throws EngineException {
    if (names.isEmpty()) {
      return ports;
    }
    List<OutputPort> wanted = new ArrayList<>();
    for (OutputPort port : ports) {
      if (names.contains(port.name())) {
        wanted.add(port);
      }
    }
    if (wanted.size() != new HashSet<>(names).size()) {
      throw InputTensors.refused(
          "outputs: "
              + names
              + " (expected: some of "
              + signature.outputs().stream().map(TensorSpec::name).toList()
              + ")");
    }
    return wanted;
  }

  private List<Shape> inputShapes(Map<String, Tensor> inputs) {
    if (shapes.allFixed()) {
      return List.of();
    }
    List<Shape> inputShapes = new ArrayList<>(signature.inputs().size());
    for (TensorSpec spec : signature.inputs()) {
      Tensor tensor = inputs.get(spec.name());
      if (tensor != null) {
        inputShapes.add(tensor.shape());
      }
    }
    return inputShapes;
  }

  private Map<String, Tensor> run(
      InputTensors inputs,
      List<Shape> inputShapes,
      List<OutputPort> wanted,
      RunControl control,
      RunStop stop)
      throws EngineException, OrtException {
    control.onAbandoned(stop);
    try {
      return answer(inputs, inputShapes, wanted, stop);
    } catch (OrtException e) {
      if (stop.requested()) {
        throw new EngineException(Fault.STOPPED, "stopped: nobody waited for it any more", e);
      }
      throw e;
    } finally {
      // Above the closing of the run's options, which the callback would touch.
      control.ended();
    }
  }

  private Map<String, Tensor> answer(
      InputTensors inputs, List<Shape> inputShapes, List<OutputPort> wanted, RunStop stop)
      throws EngineException, OrtException {
    try (PinnedOutputs pinned = new PinnedOutputs(environment, pool)) {
      Set<String> unpinned = new HashSet<>();
      for (OutputPort port : wanted) {
        Shape expected = shapes.expected(port, inputShapes);
        if (expected == null) {
          unpinned.add(port.name());
        } else {
          pinned.pin(port, expected);
        }
      }
      Map<String, Tensor> outputs = attempt(inputs, wanted, unpinned, pinned, stop);
      if (!unpinned.isEmpty()) {
        shapes.learn(inputShapes, outputs);
      }
      return outputs;
    } catch (OrtException e) {
      if (stop.requested() || !RunFailure.blamesPinnedOutput(e)) {
        throw e;
      }
    }
    return answerUnpinned(inputs, inputShapes, wanted, stop);
  }

  private Map<String, Tensor> answerUnpinned(
      InputTensors inputs, List<Shape> inputShapes, List<OutputPort> wanted, RunStop stop)
      throws EngineException, OrtException {
    Set<String> all = new HashSet<>();
    wanted.forEach(port -> all.add(port.name()));
    try (PinnedOutputs none = new PinnedOutputs(environment, pool)) {
      Map<String, Tensor> outputs = attempt(inputs, wanted, all, none, stop);
      shapes.correct(inputShapes, outputs);
      return outputs;
    }
  }

  private Map<String, Tensor> attempt(
      InputTensors inputs,
      List<OutputPort> wanted,
      Set<String> unpinned,
      PinnedOutputs pinned,
      RunStop stop)
      throws EngineException, OrtException {
    Map<String, Tensor> outputs = LinkedHashMap.newLinkedHashMap(wanted.size());
    try (OrtSession.Result result =
        session.run(inputs.tensors(), unpinned, pinned.tensors(), stop.options())) {
      for (OutputPort port : wanted) {
        Tensor written = pinned.published(port);
        outputs.put(port.name(), written == null ? read(port, result) : written);
      }
      return outputs;
    } catch (EngineException | OrtException | RuntimeException | Error e) {
      outputs.values().forEach(Tensor::close);
      throw e;
    }
  }

  private Tensor read(OutputPort port, OrtSession.Result result)
      throws EngineException, OrtException {
    if (result.get(port.name()).orElse(null) instanceof OnnxTensor tensor) {
      return OutputReader.read(tensor, port, strings, pool);
    }
    throw new EngineException(
        Fault.ENGINE, "output " + port.name() + ": the runtime gave no tensor", null);
  }

  @Override
  public void close() {
    defaults.values().forEach(Tensor::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the session does not close", e);
    }
  }
}
