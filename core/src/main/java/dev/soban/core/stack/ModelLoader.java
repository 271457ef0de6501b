package dev.soban.core.stack;

import dev.soban.core.batch.BackgroundEngine;
import dev.soban.core.batch.BatchListener;
import dev.soban.core.batch.BatchPlan;
import dev.soban.core.batch.Batcher;
import dev.soban.core.batch.ComputeSlots;
import dev.soban.core.cache.CacheLayer;
import dev.soban.core.cache.CacheSettings;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.readiness.Health;
import dev.soban.core.lifecycle.readiness.Vitals;
import dev.soban.core.lifecycle.trial.TrialRuns;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.observe.InferenceObserver.BatchRun;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.prepare.DecodeLine;
import dev.soban.core.prepare.PrepareLayer;
import dev.soban.core.prepare.RowDecoder;
import dev.soban.core.stack.VersionSource.Interpretation;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.validate.SignatureCheck;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a served version of a source: engine, trial runs, batcher, stack. Blocking. */
public final class ModelLoader {
  private static final System.Logger LOG = System.getLogger(ModelLoader.class.getName());

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
            interpretation.served(),
            encoded,
            shared.outside().models(),
            source.settings().cache().enabled())
        .check(source.settings().guards().fallback(), notes);
    TryOut tried = tryOut(engine, interpretation, source.settings(), notes);
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
                new SignatureCheck(interpretation.known(), encoded, merges),
                prepare(source, interpretation),
                batcher,
                cache,
                new ServingStack.Guards(source.settings().guards(), interpretation.served()),
                interpretation
                    .reader()
                    .map(reader -> new ServingStack.Reading(reader, interpretation.signature()))),
            shared);
    Served.Description description =
        new Served.Description(
            source.id(),
            engine.platform(),
            engine.device(),
            interpretation.served(),
            encoded,
            interpretation.meaning(),
            interpretation.declared(),
            new Served.Batching(source.settings().batching(), merges, instances),
            stack.description(),
            notes,
            properties(engine, interpretation));
    return new Served(
        description,
        stack,
        statistics,
        batcher::waitingRequests,
        () -> close(batcher, engine, cache),
        batcher::report,
        cache.map(kept -> kept),
        stack::reports,
        new Vitals(health, tried.canary(batcher, shared), tried.known()));
  }

  private static Map<String, String> properties(
      LoadedEngine engine, Interpretation interpretation) {
    if (interpretation.raw().isEmpty()) {
      return engine.properties();
    }
    Map<String, String> properties = new TreeMap<>(engine.properties());
    properties.put(
        "raw_outputs",
        interpretation.raw().stream().map(TensorSpec::toString).collect(Collectors.joining("; ")));
    return properties;
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

  private Optional<PrepareLayer> prepare(VersionSource source, Interpretation interpretation) {
    return interpretation
        .decoder()
        .map(
            decoder ->
                new PrepareLayer(
                    decoder,
                    new DecodeLine(shared.decodePool(), source.settings().queue(), shared.ticker()),
                    shared.memory(),
                    shared.ticker()));
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

  private TryOut tryOut(
      LoadedEngine engine,
      Interpretation interpretation,
      VersionSource.Settings settings,
      List<String> notes) {
    // In turn with the models that serve, and behind them.
    BackgroundEngine background = new BackgroundEngine(engine.engine(), slots, shared.timer());
    TrialRuns trials =
        new TrialRuns(background, withKnownRows(interpretation), shared.memory(), shared.timer());
    return TryOut.of(trials, interpretation.signature().rowsVary(), settings, notes);
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
