package dev.soban.core.stack;

import dev.soban.core.batch.Batcher;
import dev.soban.core.cache.CacheLayer;
import dev.soban.core.deadline.DeadlineLayer;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.observe.ObserveLayer;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.Predictor;
import dev.soban.core.prepare.PrepareLayer;
import dev.soban.core.prepare.RowDecoder;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.core.time.Timer;
import dev.soban.core.validate.SignatureCheck;
import dev.soban.core.validate.ValidateLayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The layers of one model version, in the order a request meets them. */
public final class ServingStack implements Predictor {
  private final Predictor top;
  private final List<String> description;

  /** What the layers are made of. */
  public record Parts(
      ModelVersion model,
      InferenceObserver observer,
      Duration timeout,
      SignatureCheck signatureCheck,
      Optional<RowDecoder> decoder,
      Batcher batcher,
      Optional<CacheLayer> cache) {}

  /** What all stacks of a process share. */
  public record Shared(
      Ticker ticker, Timer timer, TensorPool memory, PrepareLayer.DecodePool decodePool) {}

  private record Placed(String name, Layer layer) {}

  public ServingStack(Parts parts, Shared shared) {
    List<Placed> layers = topDown(parts, shared);
    this.description = describe(layers);
    Predictor predictor = parts.batcher();
    for (Placed placed : layers.reversed()) {
      predictor = placed.layer().around(neverThrowing(predictor));
    }
    this.top = neverThrowing(predictor);
  }

  private static List<Placed> topDown(Parts parts, Shared shared) {
    List<Placed> layers = new ArrayList<>();
    // Outermost, so that every refusal below is counted too.
    layers.add(
        new Placed("observe", new ObserveLayer(parts.model(), parts.observer(), shared.ticker())));
    // Above everything that can wait, so that no wait outlives its use.
    layers.add(
        new Placed(
            "deadline", new DeadlineLayer(parts.timeout(), shared.ticker(), shared.timer())));
    // Above whatever costs memory or time: a wrong request is refused at once.
    layers.add(new Placed("validate", new ValidateLayer(parts.signatureCheck())));
    // Below whatever degrades answers, which must not be kept; above whatever costs a permit,
    // memory
    // or time, which a kept answer does not need.
    parts.cache().ifPresent(cache -> layers.add(new Placed("cache", cache)));
    // Just above the batcher, so that refused requests cost no decoding.
    parts
        .decoder()
        .ifPresent(
            decoder ->
                layers.add(
                    new Placed(
                        "prepare",
                        new PrepareLayer(
                            decoder, shared.decodePool(), shared.memory(), shared.ticker()))));
    return layers;
  }

  private static List<String> describe(List<Placed> layers) {
    List<String> names = new ArrayList<>(layers.stream().map(Placed::name).toList());
    names.add("batcher");
    return List.copyOf(names);
  }

  @Override
  public CompletionStage<InferenceResponse> predict(InferenceRequest request) {
    return top.predict(request);
  }

  /** A refusal that a layer threw is a failed stage like any other, for every layer above it. */
  private static Predictor neverThrowing(Predictor predictor) {
    return request -> {
      try {
        return predictor.predict(request);
      } catch (RuntimeException refusal) {
        return CompletableFuture.failedFuture(Failures.of(refusal));
      }
    };
  }

  /** The layers' names, top down. */
  public List<String> description() {
    return description;
  }
}
