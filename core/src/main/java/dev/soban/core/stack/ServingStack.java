package dev.soban.core.stack;

import dev.soban.core.admission.AdmissionLayer;
import dev.soban.core.batch.Batcher;
import dev.soban.core.breaker.BreakerLayer;
import dev.soban.core.cache.CacheLayer;
import dev.soban.core.deadline.DeadlineLayer;
import dev.soban.core.deadline.LevelsLayer;
import dev.soban.core.deadline.StepTimeoutLayer;
import dev.soban.core.fallback.FallbackLayer;
import dev.soban.core.interpret.InterpretLayer;
import dev.soban.core.interpret.RowReader;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.observe.ObserveLayer;
import dev.soban.core.observe.PredictionLog;
import dev.soban.core.observe.PredictionLogLayer;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.OtherModels;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.StaleAnswers;
import dev.soban.core.prepare.PrepareLayer;
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
import java.util.function.DoubleSupplier;

/** The layers of one model version, in the order a request meets them. */
public final class ServingStack implements Predictor {
  private final Predictor top;
  private final List<String> description;
  private final List<LayerReport.Source> reporting;

  /** What the layers are made of. */
  public record Parts(
      ModelVersion model,
      InferenceObserver observer,
      Duration timeout,
      SignatureCheck signatureCheck,
      Optional<PrepareLayer> prepare,
      Batcher batcher,
      Optional<CacheLayer> cache,
      Guards guards,
      Optional<Reading> reading) {}

  /**
   * How the model's outputs become what is served.
   *
   * @param model the model's own signature
   */
  public record Reading(RowReader reader, Signature model) {}

  /** Layers that only some models have. */
  public record Guards(GuardSettings settings, Signature signature) {}

  /** What all stacks of a process share. */
  public record Shared(
      Ticker ticker,
      Timer timer,
      TensorPool memory,
      PrepareLayer.DecodePool decodePool,
      Outside outside) {
    /** Of stacks that know nothing of one another. */
    public Shared(
        Ticker ticker, Timer timer, TensorPool memory, PrepareLayer.DecodePool decodePool) {
      this(ticker, timer, memory, decodePool, Outside.NOTHING);
    }
  }

  /**
   * What layers reach beyond their own model.
   *
   * @param random from 0 to 1
   */
  public record Outside(OtherModels models, PredictionLog predictionLog, DoubleSupplier random) {
    public static final Outside NOTHING =
        new Outside(OtherModels.NONE, PredictionLog.NONE, () -> 0.5);
  }

  private record Placed(String name, Layer layer) {}

  public ServingStack(Parts parts, Shared shared) {
    List<Placed> layers = topDown(parts, shared);
    this.description = describe(layers);
    this.reporting =
        layers.stream()
            .map(Placed::layer)
            .filter(LayerReport.Source.class::isInstance)
            .map(LayerReport.Source.class::cast)
            .toList();
    Predictor predictor = parts.batcher();
    for (Placed placed : layers.reversed()) {
      predictor = placed.layer().around(neverThrowing(predictor));
    }
    this.top = neverThrowing(predictor);
  }

  private static List<Placed> topDown(Parts parts, Shared shared) {
    GuardSettings guards = parts.guards().settings();
    List<Placed> layers = new ArrayList<>();
    // Outermost, so that every refusal below is counted too.
    layers.add(
        new Placed("observe", new ObserveLayer(parts.model(), parts.observer(), shared.ticker())));
    // Beside what counts, so that the log tells of the same ends; below it, as it may take longer.
    if (guards.predictionLog() != null) {
      layers.add(
          new Placed(
              "prediction_log",
              new PredictionLogLayer(
                  parts.model(),
                  guards.predictionLog(),
                  shared.outside().predictionLog(),
                  shared.ticker())));
    }
    // Above everything that can wait, so that no wait outlives its use.
    layers.add(
        new Placed(
            "deadline", new DeadlineLayer(parts.timeout(), shared.ticker(), shared.timer())));
    // Above whatever costs memory or time: a wrong request is refused at once.
    layers.add(new Placed("validate", new ValidateLayer(parts.signatureCheck())));
    // Above all whose refusals it catches.
    if (!guards.fallback().isEmpty()) {
      layers.add(new Placed("fallback", fallback(parts, shared)));
    }
    // Below the fallback, so that no lesser answer is kept; above whatever costs a place, memory or
    // time, which a kept answer does not need.
    parts.cache().ifPresent(cache -> layers.add(new Placed("cache", cache)));
    // Below the cache, whose answers wait for nothing; above all that goes by priority or counts
    // failures, which waiting for too long is not.
    if (guards.levels() != null) {
      layers.add(new Placed("levels", new LevelsLayer(guards.levels(), shared.timer())));
    }
    // Below the cache, as what is kept costs nothing; above the breaker, as a place there is
    // scarce.
    if (guards.admission() != null) {
      layers.add(new Placed("admission", new AdmissionLayer(guards.admission(), shared.ticker())));
    }
    // Above the step timeout, so that taking too long counts.
    if (guards.breaker() != null) {
      layers.add(
          new Placed(
              "breaker",
              new BreakerLayer(guards.breaker(), shared.ticker(), shared.outside().random())));
    }
    // Around the model's own work only: what is above may still answer.
    if (guards.stepTimeout() != null) {
      layers.add(
          new Placed(
              "step_timeout",
              new StepTimeoutLayer(guards.stepTimeout(), shared.ticker(), shared.timer())));
    }
    // Just above the batcher, so that refused requests cost no decoding.
    parts.prepare().ifPresent(prepare -> layers.add(new Placed("prepare", prepare)));
    // Below prepare, which tells how pictures lie in their rows, and below the cache, so that what
    // was read is kept.
    parts
        .reading()
        .ifPresent(reading -> layers.add(new Placed("interpret", layer(reading, shared))));
    return layers;
  }

  private static Layer layer(Reading reading, Shared shared) {
    return new InterpretLayer(
        reading.reader(),
        reading.model(),
        shared.decodePool().executor(),
        shared.memory(),
        shared.ticker());
  }

  private static Layer fallback(Parts parts, Shared shared) {
    Guards guards = parts.guards();
    Optional<StaleAnswers> stale = parts.cache().map(cache -> cache);
    return new FallbackLayer(
        guards.settings().fallback(),
        new FallbackLayer.Sources(
            parts.model(),
            guards.signature(),
            shared.memory(),
            stale.orElse((request, maxAge) -> null),
            shared.outside().models()),
        shared.ticker());
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

  /** What the layers that have something to tell say now, top down. */
  public List<LayerReport> reports() {
    return reporting.stream().map(LayerReport.Source::report).toList();
  }

  /** The layers' names, top down. */
  public List<String> description() {
    return description;
  }
}
