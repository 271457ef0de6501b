package dev.soban.core.interpret;

import dev.soban.core.model.Signature;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the model puts out, just below where pictures were decoded, so that it knows how each
 * lies in its row. The model's answer comes home to an executor for computing, where it is read,
 * and from there goes to the request's own home. When that executor takes no more, it is read on a
 * thread of its own: what has been computed is not thrown away.
 */
public final class InterpretLayer implements Layer {
  private final RowReader reader;
  private final OfferedOutputs offered;
  private final Executor computing;
  private final TensorPool memory;
  private final Ticker ticker;

  /**
   * @param model the model's own signature
   * @param computing where rows are read
   */
  public InterpretLayer(
      RowReader reader, Signature model, Executor computing, TensorPool memory, Ticker ticker) {
    this.reader = reader;
    this.offered = new OfferedOutputs(reader, model);
    this.computing = computing;
    this.memory = memory;
    this.ticker = ticker;
  }

  /** What somebody waits for. */
  private record Asked(
      InferenceRequest request, List<String> wanted, CompletableFuture<InferenceResponse> answer) {
    void fail(Throwable reason) {
      Homecoming.run(request.context().home(), () -> answer.completeExceptionally(reason));
    }

    void answer(InferenceResponse response) {
      Homecoming.run(request.context().home(), () -> answer.complete(response));
    }
  }

  @Override
  public Predictor around(Predictor next) {
    return request -> {
      List<String> wanted = offered.wanted(request.outputs());
      Asked asked = new Asked(request, wanted, new CompletableFuture<>());
      var _ =
          modelAnswer(next, request, offered.needed(wanted))
              .whenComplete((response, failure) -> modelAnswered(asked, response, failure));
      return asked.answer();
    };
  }

  private CompletionStage<InferenceResponse> modelAnswer(
      Predictor next, InferenceRequest request, List<String> needed) {
    return next.predict(
        request.withOutputs(needed).withContext(request.context().withHome(computing)));
  }

  private void modelAnswered(
      Asked asked, @Nullable InferenceResponse response, @Nullable Throwable failure) {
    if (response == null) {
      asked.fail(failure == null ? new IllegalStateException("no response") : failure);
      return;
    }
    InferenceResponse made;
    try (response) {
      made = read(asked, response);
    } catch (RuntimeException | Error e) {
      asked.fail(Failures.of(e));
      return;
    }
    asked.answer(made);
  }

  private InferenceResponse read(Asked asked, InferenceResponse response) {
    RequestContext context = asked.request().context();
    PredictionException gone = context.cancellation().reason();
    if (gone != null) {
      throw gone;
    }
    long begunAtNanos = ticker.nanos();
    Map<String, Tensor> outputs = outputs(asked, response.outputs());
    context.timings().add(Phase.SCATTER, ticker.nanos() - begunAtNanos);
    return new InferenceResponse(
        response.model(), outputs, response.parameters(), response.origin());
  }

  private Map<String, Tensor> outputs(Asked asked, Map<String, Tensor> raw) {
    Map<String, Tensor> made = made(asked, raw);
    try {
      Map<String, Tensor> outputs = LinkedHashMap.newLinkedHashMap(asked.wanted().size());
      for (String name : asked.wanted()) {
        Tensor tensor = offered.modelName(name).map(raw::get).orElseGet(() -> made.get(name));
        outputs.put(name, tensor.share());
      }
      return outputs;
    } finally {
      made.values().forEach(Tensor::close);
    }
  }

  private Map<String, Tensor> made(Asked asked, Map<String, Tensor> raw) {
    boolean rawOnly = asked.wanted().stream().allMatch(name -> offered.modelName(name).isPresent());
    return rawOnly ? Map.of() : new RowReading(reader, raw, asked.request().frames()).into(memory);
  }
}
