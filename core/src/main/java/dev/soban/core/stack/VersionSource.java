package dev.soban.core.stack;

import dev.soban.core.cache.CacheSettings;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.interpret.OfferedOutputs;
import dev.soban.core.interpret.RowReader;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.prepare.RowDecoder;
import dev.soban.core.schedule.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a version comes from: its files and what was written about them. */
public interface VersionSource {
  ModelVersion id();

  /** Loads the engine; blocking. */
  LoadedEngine load() throws ModelLoadException;

  /**
   * What the owner says of a model with the given signature.
   *
   * @throws ModelLoadException when that does not fit the signature
   */
  Interpretation interpret(Signature signature) throws ModelLoadException;

  Settings settings();

  /**
   * What inputs and outputs mean.
   *
   * @param signature the model's own, or as the owner overrides it
   * @param reader what is served in place of the model's outputs; empty to serve those
   */
  record Interpretation(
      Signature signature,
      Optional<RowDecoder> decoder,
      OutputMeaning meaning,
      Served.Declared declared,
      Optional<RowReader> reader) {

    /** The model's outputs are served as they are. */
    public Interpretation(
        Signature signature,
        Optional<RowDecoder> decoder,
        OutputMeaning meaning,
        Served.Declared declared) {
      this(signature, decoder, meaning, declared, Optional.empty());
    }

    /** What clients get who name no outputs. */
    Signature served() {
      return offered().map(OfferedOutputs::served).orElse(signature);
    }

    /** With every output that clients may name. */
    Signature known() {
      return offered().map(OfferedOutputs::known).orElse(signature);
    }

    /** The model's own outputs where clients get others unless they name these. */
    List<TensorSpec> raw() {
      return offered().map(OfferedOutputs::raw).orElse(List.of());
    }

    private Optional<OfferedOutputs> offered() {
      return reader.map(found -> new OfferedOutputs(found, signature));
    }
  }

  /**
   * How the version is run.
   *
   * @param instances runs at once; 0 stands for one per core
   * @param timeout the longest any request may take
   * @param queue how much may wait
   * @param warmups runs before the version is ready
   * @param turnWeight turns on the compute threads for each turn of a version of weight 1
   * @param cache which answers it keeps
   * @param guards layers beyond the usual
   * @param answeredWithin how long ago the last answer may be while it counts as ready; zero not to
   *     ask it when nobody else does
   */
  record Settings(
      BatchingSettings batching,
      int instances,
      Duration timeout,
      Bounds queue,
      int warmups,
      double turnWeight,
      CacheSettings cache,
      GuardSettings guards,
      Duration answeredWithin) {

    /** With the weight of everybody, without a cache or guards, asked by nobody else. */
    public Settings(
        BatchingSettings batching, int instances, Duration timeout, Bounds queue, int warmups) {
      this(
          batching,
          instances,
          timeout,
          queue,
          warmups,
          1,
          CacheSettings.DEFAULT,
          GuardSettings.NONE,
          Duration.ZERO);
    }
  }
}
