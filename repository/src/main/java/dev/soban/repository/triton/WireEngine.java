package dev.soban.repository.triton;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.engine.RunControl;
import dev.soban.core.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An engine whose tensors have other shapes for clients than for the model, and of whose outputs
 * some are not served. Copies nothing.
 *
 * @param inputs from the clients' shape to the model's
 * @param outputs from the model's shape to the clients'
 * @param served the outputs of a batch that names none
 */
record WireEngine(
    Engine engine, Map<String, Reshape> inputs, Map<String, Reshape> outputs, List<String> served)
    implements Engine {
  WireEngine {
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
    served = List.copyOf(served);
  }

  @Override
  public BatchResult run(Batch batch, RunControl control) throws EngineException {
    List<String> wanted = batch.outputs().isEmpty() ? served : batch.outputs();
    Map<String, Tensor> reshaped = reshaped(batch.inputs(), inputs);
    try {
      return outwards(engine.run(new Batch(reshaped, batch.ranges(), wanted), control));
    } finally {
      reshaped.values().forEach(Tensor::close);
    }
  }

  private BatchResult outwards(BatchResult result) throws EngineException {
    try (result) {
      return new BatchResult(reshaped(result.outputs(), outputs), result.failures());
    } catch (IllegalArgumentException e) {
      throw new EngineException(Fault.ENGINE, "reshape: " + e.getMessage(), e);
    }
  }

  /** Further holders of all tensors, some of them under another shape. */
  private static Map<String, Tensor> reshaped(
      Map<String, Tensor> tensors, Map<String, Reshape> reshapes) {
    Map<String, Tensor> all = LinkedHashMap.newLinkedHashMap(tensors.size());
    try {
      tensors.forEach(
          (name, tensor) -> {
            Reshape reshape = reshapes.get(name);
            all.put(
                name,
                reshape == null ? tensor.share() : tensor.reshaped(reshape.of(tensor.shape())));
          });
      return all;
    } catch (RuntimeException e) {
      all.values().forEach(Tensor::close);
      throw e;
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
