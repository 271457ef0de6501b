package dev.soban.core.cache;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is below the cache: every run waits until the test ends it, unless it echoes at once. */
final class ScriptedPredictor implements Predictor {
  private final boolean echoes;
  private final List<Run> runs = new CopyOnWriteArrayList<>();

  private ScriptedPredictor(boolean echoes) {
    this.echoes = echoes;
  }

  static ScriptedPredictor echo() {
    return new ScriptedPredictor(true);
  }

  static ScriptedPredictor held() {
    return new ScriptedPredictor(false);
  }

  @Override
  public CompletionStage<InferenceResponse> predict(InferenceRequest request) {
    Run run = new Run(request, new CompletableFuture<>());
    runs.add(run);
    request
        .context()
        .cancellation()
        .onCancel(() -> run.fail(request.context().cancellation().reason()));
    if (echoes) {
      run.echo();
    }
    return run.answer;
  }

  int runs() {
    return runs.size();
  }

  Run run(int index) {
    return runs.get(index);
  }

  record Run(InferenceRequest request, CompletableFuture<InferenceResponse> answer) {
    void echo() {
      echo(Origin.ENGINE);
    }

    /** The inputs as outputs, on other holders. */
    void echo(Origin origin) {
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      request.inputs().forEach((name, tensor) -> outputs.put(name, tensor.share()));
      answer(new InferenceResponse(new ModelVersion("m", "1"), outputs, Parameters.NONE, origin));
    }

    void answer(InferenceResponse response) {
      if (!answer.complete(response)) {
        response.close();
      }
    }

    void fail(PredictionException reason) {
      answer.completeExceptionally(reason);
    }

    boolean cancelled() {
      return request.context().cancellation().cancelled();
    }
  }
}
