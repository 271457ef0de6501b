package dev.soban.core.stack;

import dev.soban.core.batch.BackgroundEngine;
import dev.soban.core.batch.BatchListener;
import dev.soban.core.batch.BatchPlan;
import dev.soban.core.batch.Batcher;
import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.cache.CacheLayer;
import dev.soban.core.cache.CacheSettings;
import dev.soban.core.deadline.DeadlineLayer;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Canary;
import dev.soban.core.lifecycle.Health;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.TrialRuns;
import dev.soban.core.lifecycle.Vitals;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.observe.InferenceObserver.BatchRun;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.prepare.RowDecoder;
import dev.soban.core.stack.VersionSource.Interpretation;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.validate.SignatureCheck;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a served version of a source: engine, trial runs, batcher, stack. Blocking. */
public final class ModelLoader {
  private static final System.Logger LOG = System.getLogger(ModelLoader.class.getName());
  private static final Duration CANARY_LIMIT = Duration.ofSeconds(30);

  private final ServingStack.Shared shared;
  private final ComputeSlots slots;
  private final InferenceObserver observer;
  private final LongSupplier wallClockMillis;

  public ModelLoader(
      ServingStack.Shared shared,
      ComputeSlots slots,
      InferenceObserver observer,
      LongSupplier wallClockMillis) {
    this.shared = shared;
    this.slots = slots;
    this.observer = observer;
    this.wallClockMillis = wallClockMillis;
  }

  /**
   * @throws ModelLoadException when the version cannot be served; nothing of it stays behind
   */
  public Served load(VersionSource source) throws ModelLoadException {
    LoadedEngine engine = source.load();
    try {
      return assemble(source, engine, source.interpret(engine.signature()));
    } catch (Throwable e) {
      engine.engine().close();
      throw e;
    }
  }

  private Served assemble(VersionSource source, LoadedEngine engine, Interpretation interpretation)
      throws ModelLoadException {
    List<String> notes = new ArrayList<>(engine.notes());
    Map<String, TensorSpec> encoded = encodedInputs(interpretation.decoder());
    new LadderNotes(
            interpretation.signature(),
            encoded,
            shared.outside().models(),
            source.settings().cache().enabled())
        .check(source.settings().guards().fallback(), notes);
    TrialRuns trials = trials(engine, interpretation);
    Tried tried = tryOut(source, trials, interpretation, notes);
    boolean merges = tried.merges();
    int instances =
        source.settings().instances() == 0 ? slots.slots() : source.settings().instances();
    ModelStatistics statistics = new ModelStatistics(wallClockMillis);
    InferenceObserver both = statistics.and(observer);
    Health health = new Health(source.settings().answeredWithin(), shared.ticker().nanos());
    Batcher batcher =
        batcher(
            source,
            engine,
            interpretation.signature(),
            plan(source, merges, instances),
            new HangsToHealth(both, health));
    Optional<CacheLayer> cache = cache(source.settings(), notes);
    ServingStack stack =
        new ServingStack(
            new ServingStack.Parts(
                source.id(),
                both,
                source.settings().timeout(),
                new SignatureCheck(interpretation.signature(), encoded, merges),
                interpretation.decoder(),
                batcher,
                cache,
                new ServingStack.Guards(source.settings().guards(), interpretation.signature())),
            shared);
    Served.Description description =
        new Served.Description(
            source.id(),
            engine.platform(),
            engine.device(),
            interpretation.signature(),
            encoded,
            interpretation.meaning(),
            interpretation.declared(),
            new Served.Batching(source.settings().batching(), merges, instances),
            stack.description(),
            notes,
            engine.properties());
    return new Served(
        description,
        stack,
        statistics,
        batcher::waitingRequests,
        () -> close(batcher, engine, cache),
        batcher::report,
        cache.map(kept -> kept),
        stack::reports,
        new Vitals(health, canary(trials, tried, batcher)));
  }

  /** Asks the batcher itself: kept answers and refusals of layers say nothing of the engine. */
  private Optional<Canary> canary(TrialRuns trials, Tried tried, Batcher batcher) {
    if (tried.length().isEmpty()) {
      return Optional.empty();
    }
    long length = tried.length().getAsLong();
    Predictor timed =
        new DeadlineLayer(CANARY_LIMIT, shared.ticker(), shared.timer()).around(batcher);
    return Optional.of(context -> ask(timed, trials.sampleRow(length), context));
  }

  private static CompletionStage<?> ask(
      Predictor predictor, Map<String, Tensor> inputs, RequestContext context) {
    InferenceRequest request = new InferenceRequest(inputs, List.of(), Parameters.NONE, context);
    return predictor
        .predict(request)
        .whenComplete(
            (response, failure) -> {
              request.closeInputs();
              if (response != null) {
                response.close();
              }
            });
  }

  /** An engine with a run that hangs is closed by the run's thread, should it ever come back. */
  private static void close(Batcher batcher, LoadedEngine engine, Optional<CacheLayer> cache) {
    batcher.drain().toCompletableFuture().join();
    cache.ifPresent(CacheLayer::close);
    if (batcher.report().hung().lost() == 0) {
      batcher.quiet().toCompletableFuture().join();
      engine.engine().close();
    } else {
      LOG.log(Level.WARNING, "a closed engine stays in memory, since a run of it hangs");
      var _ = batcher.quiet().thenRun(engine.engine()::close);
    }
  }

  private Optional<CacheLayer> cache(VersionSource.Settings source, List<String> notes) {
    CacheSettings settings = source.cache();
    if (!settings.enabled()) {
      return Optional.empty();
    }
    long boundBytes = CacheLayer.boundBytes(settings, shared.memory());
    if (boundBytes < settings.maxBytes()) {
      notes.add(
          "cache.max_size: held to "
              + boundBytes
              + " bytes, which is half of the memory for tensors");
    }
    return Optional.of(
        new CacheLayer(settings, source.guards().longestStale(), shared.memory(), shared.ticker()));
  }

  private Batcher batcher(
      VersionSource source,
      LoadedEngine engine,
      Signature signature,
      BatchPlan plan,
      InferenceObserver both) {
    ModelVersion id = source.id();
    return new Batcher(
        id,
        engine.engine(),
        signature,
        plan,
        new Batcher.Surroundings(
            slots,
            shared.memory(),
            shared.ticker(),
            shared.timer(),
            new BatchListener() {
              @Override
              public void ran(long rows, long assembleNanos, long computeNanos, long scatterNanos) {
                both.ran(id, new BatchRun(rows, assembleNanos, computeNanos, scatterNanos));
              }

              @Override
              public void hung(long rows, long afterNanos) {
                both.hung(id, rows);
              }
            }));
  }

  private static BatchPlan plan(VersionSource source, boolean merges, int instances) {
    return new BatchPlan(
        merges,
        source.settings().batching(),
        instances,
        source.settings().queue(),
        source.settings().turnWeight());
  }

  private TrialRuns trials(LoadedEngine engine, Interpretation interpretation) {
    // In turn with the models that serve, and behind them.
    BackgroundEngine background = new BackgroundEngine(engine.engine(), slots, shared.timer());
    return new TrialRuns(
        background, withKnownRows(interpretation), shared.memory(), shared.timer());
  }

  /**
   * What trying out told.
   *
   * @param length of dimensions that vary, with which the engine answers; empty when unknown
   */
  private record Tried(boolean merges, OptionalLong length) {}

  /** Warms the engine up and finds out whether requests may share runs. */
  private static Tried tryOut(
      VersionSource source, TrialRuns trials, Interpretation interpretation, List<String> notes) {
    BatchingSettings batching = source.settings().batching();
    boolean mayMerge =
        interpretation.signature().rowsVary() && batching.invariance() != Invariance.FALSE;
    if (source.settings().warmups() == 0 && batching.invariance() != Invariance.AUTO) {
      return new Tried(mayMerge, OptionalLong.empty());
    }
    OptionalLong length = trials.workingLength();
    if (length.isEmpty()) {
      notes.add("not warmed up: the model answers none of the made-up inputs");
      return new Tried(mayMerge && batching.invariance() == Invariance.TRUE, length);
    }
    boolean merges =
        mayMerge
            && (batching.invariance() == Invariance.TRUE
                || trials.rowsStayApart(length.getAsLong()));
    if (mayMerge && !merges) {
      notes.add("not batched: a row's answer depends on the rows beside it");
    }
    for (int i = 1; i < source.settings().warmups(); i++) {
      trials.warmUp(length.getAsLong(), merges ? batching.maxBatchSize() : 1);
    }
    return new Tried(merges, length);
  }

  /** The signature with the exact row of a decoded input, where the model itself leaves it open. */
  private static Signature withKnownRows(Interpretation interpretation) {
    Optional<RowDecoder> decoder = interpretation.decoder();
    if (decoder.isEmpty()) {
      return interpretation.signature();
    }
    TensorSpec target = decoder.get().target();
    return new Signature(
        interpretation.signature().inputs().stream()
            .map(spec -> spec.name().equals(target.name()) ? target : spec)
            .toList(),
        interpretation.signature().outputs());
  }

  private static Map<String, TensorSpec> encodedInputs(Optional<RowDecoder> decoder) {
    return Stream.ofNullable(decoder.orElse(null))
        .map(RowDecoder::target)
        .collect(
            Collectors.toUnmodifiableMap(
                TensorSpec::name,
                target ->
                    new TensorSpec(
                        target.name(), DataType.BYTES, Shape.of(target.shape().dim(0)))));
  }
}
