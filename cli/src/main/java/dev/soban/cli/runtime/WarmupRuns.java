package dev.soban.cli.runtime;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorMemoryExhausted;
import dev.soban.repository.ModelEntry;
import dev.soban.repository.triton.TritonSettings;
import dev.soban.repository.triton.WarmupSample;
import java.util.List;
import java.util.Map;

/** Asks a version what its owner wants to have run before it is ready; blocking. */
final class WarmupRuns {
  private final ModelRuntime runtime;

  WarmupRuns(ModelRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * @throws ModelLoadException with the first sample that it does not answer
   */
  void of(ModelEntry entry, Served served) throws ModelLoadException {
    TritonSettings triton = entry.settings().triton();
    for (WarmupSample sample : triton == null ? List.<WarmupSample>of() : triton.warmup()) {
      run(sample, served);
    }
  }

  private void run(WarmupSample sample, Served served) throws ModelLoadException {
    String name = sample.place() + ": model_warmup " + sample.name() + ": ";
    try {
      Map<String, Tensor> inputs = new WarmupInputs(runtime.memory()).of(sample);
      try {
        for (int i = 0; i < sample.count(); i++) {
          ask(inputs, served);
        }
      } finally {
        inputs.values().forEach(Tensor::close);
      }
    } catch (ModelLoadException | PredictionException | TensorMemoryExhausted e) {
      throw new ModelLoadException(name + e.getMessage(), e);
    }
  }

  private void ask(Map<String, Tensor> inputs, Served served) {
    Asking asking = new Asking("warmup", runtime.ticker());
    InferenceRequest request =
        new InferenceRequest(inputs, List.of(), Parameters.NONE, asking.context());
    // That there is an answer is all that counts.
    asking.ask(served, request).close();
  }
}
