package dev.soban.cli.runtime;

import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.Signature;
import dev.soban.core.prepare.RowDecoder;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.stack.VersionSource;
import dev.soban.engine.onnx.OnnxEngines;
import dev.soban.engine.onnx.OnnxModelFiles;
import dev.soban.engine.onnx.OnnxSettings;
import dev.soban.repository.CsvSettings;
import dev.soban.repository.ModelEntry;
import dev.soban.repository.ModelSettings;
import dev.soban.repository.OutputDeclaration;
import dev.soban.repository.PictureDeclaration;
import dev.soban.repository.triton.TritonSettings;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.vision.PictureDecoders;
import dev.soban.vision.detect.Detector;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A version of the model repository, on ONNX Runtime, with pictures decoded by vision. */
final class RepositoryVersion implements VersionSource {
  private final ModelEntry entry;
  private final Path root;
  private final OnnxEngines engines;
  private final PictureDecoders decoders;

  RepositoryVersion(ModelEntry entry, Path root, OnnxEngines engines, PictureDecoders decoders) {
    this.entry = entry;
    this.root = root;
    this.engines = engines;
    this.decoders = decoders;
  }

  @Override
  public ModelVersion id() {
    return entry.id();
  }

  @Override
  public LoadedEngine load() throws ModelLoadException {
    ModelSettings.Execution execution = entry.settings().execution();
    LoadedEngine loaded =
        engines
            .loader(
                new OnnxModelFiles(entry.file(), root),
                new OnnxSettings(
                    execution.device(),
                    intraOpThreads(execution),
                    Set.copyOf(execution.overridableInputs())))
            .load();
    TritonSettings triton = entry.settings().triton();
    return triton == null ? loaded : inFormOf(triton, loaded);
  }

  private static int intraOpThreads(ModelSettings.Execution execution) {
    if (execution.intraOpThreads() != ModelSettings.Execution.AUTO) {
      return execution.intraOpThreads();
    }
    int cores = Runtime.getRuntime().availableProcessors();
    int instances =
        execution.instances() == ModelSettings.Execution.AUTO ? cores : execution.instances();
    return Math.max(1, cores / instances);
  }

  private static LoadedEngine inFormOf(TritonSettings triton, LoadedEngine loaded)
      throws ModelLoadException {
    try {
      LoadedEngine formed = triton.form().around(loaded);
      Map<String, String> properties = new TreeMap<>(triton.told().parameters());
      properties.putAll(formed.properties());
      return new LoadedEngine(
          formed.engine(),
          formed.signature(),
          formed.platform(),
          formed.device(),
          formed.notes(),
          properties);
    } catch (ConfigException e) {
      loaded.engine().close();
      throw new ModelLoadException(e.getMessage(), e);
    }
  }

  @Override
  public Interpretation interpret(Signature own) throws ModelLoadException {
    ModelSettings settings = entry.settings();
    try {
      Signature signature = settings.signature(own);
      Optional<PictureInput> picture = picture(signature);
      Optional<Detector> detector = detector(signature, picture);
      return new Interpretation(
          signature,
          pictures(signature, picture),
          detector.isPresent() ? detector.get().meaning() : settings.output().resolve(signature),
          declared(signature),
          detector.map(found -> found));
    } catch (ConfigException e) {
      throw new ModelLoadException(e.getMessage(), e);
    }
  }

  private Optional<PictureInput> picture(Signature signature) throws ConfigException {
    PictureDeclaration image = entry.settings().image();
    return image == null ? Optional.empty() : Optional.of(image.resolve(signature));
  }

  private Optional<RowDecoder> pictures(Signature signature, Optional<PictureInput> picture)
      throws ModelLoadException {
    if (picture.isEmpty()) {
      return Optional.empty();
    }
    PictureInput input = picture.get();
    long rows = signature.input(input.input()).orElseThrow().shape().dim(0);
    return Optional.of(new PictureRows(input, rows, decoders));
  }

  private Optional<Detector> detector(Signature signature, Optional<PictureInput> picture)
      throws ConfigException {
    OutputDeclaration output = entry.settings().output();
    Optional<DetectionOutput> declared = output.detection();
    try {
      return declared.map(detection -> new Detector(detection, signature, picture));
    } catch (IllegalArgumentException unfit) {
      throw new ConfigException(output.place(), "output." + unfit.getMessage());
    }
  }

  private Served.Declared declared(Signature signature) throws ConfigException {
    ModelSettings settings = entry.settings();
    Long maxRequestBytes = settings.limits().maxRequestBytes();
    return new Served.Declared(
        settings.description(),
        tabular(settings.csv(), signature),
        maxRequestBytes == null ? Long.MAX_VALUE : maxRequestBytes,
        configured(settings.triton()));
  }

  private static Served.Configured configured(@Nullable TritonSettings triton) {
    return triton == null
        ? Served.Configured.NOTHING
        : new Served.Configured(triton.told().configuration(), triton.told().ignored());
  }

  private static Served.Tabular tabular(CsvSettings csv, Signature signature)
      throws ConfigException {
    Served.Header header =
        switch (csv.header()) {
          case AUTO -> Served.Header.AUTO;
          case TRUE -> Served.Header.TRUE;
          case FALSE -> Served.Header.FALSE;
        };
    SequencedMap<String, List<String>> columns = new LinkedHashMap<>();
    // Only what is said: models of any shape are served, and those that rows do not fit take none.
    if (!csv.columns().isEmpty()) {
      csv.resolve(signature).forEach(each -> columns.put(each.input().name(), each.columns()));
    }
    return new Served.Tabular(csv.charset().name(), header, csv.delimiter(), columns);
  }

  @Override
  public Settings settings() {
    ModelSettings settings = entry.settings();
    return new Settings(
        settings.batching(),
        settings.execution().instances(),
        settings.limits().timeout(),
        queue(settings.limits()),
        settings.warmup().enabled() ? settings.warmup().count() : 0,
        settings.execution().turnWeight(),
        settings.cache(),
        settings.guards(),
        settings.upkeep().answeredWithin());
  }

  private static Bounds queue(ModelSettings.Limits limits) {
    return new Bounds(limits.maxQueueRequests(), limits.maxQueueRows(), limits.maxQueueBytes());
  }
}
