package dev.soban.server;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.Predictor;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Models of which the test decides the answers. */
public final class ScriptedModel {
  private ScriptedModel() {}

  /** A model that answers every input as an output of the same name. */
  public static Served echo(String name, TensorSpec... specs) {
    return of(
        description(name, List.of(specs), List.of(specs), new OutputMeaning.PlainTensors()),
        request -> CompletableFuture.completedFuture(echoed(name, request)));
  }

  /** A classifier whose only output, {@code scores}, echoes its only input, {@code x}. */
  public static Served classifier(String name, boolean softmax, List<String> labels) {
    TensorSpec input = spec("x", DataType.FP32, -1, 3);
    TensorSpec output = spec("scores", DataType.FP32, -1, 3);
    return of(
        description(
            name,
            List.of(input),
            List.of(output),
            new OutputMeaning.Classification("scores", softmax, 2, labels)),
        request ->
            CompletableFuture.completedFuture(
                new InferenceResponse(
                    new ModelVersion(name, "1"),
                    Map.of("scores", request.inputs().values().iterator().next().share()),
                    Parameters.NONE)));
  }

  public static Served of(Served.Description description, Predictor predictor) {
    return new Served(
        description, predictor, new ModelStatistics(() -> 1_700_000L), () -> 3, () -> {});
  }

  /** The same with a cache, of which the test is told what it would be told. */
  public static Served cached(Served plain, PredictionCache cache) {
    return new Served(
        plain.description(),
        plain.predictor(),
        plain.statistics(),
        plain.waitingRequests(),
        plain.closing(),
        plain.workload(),
        Optional.of(cache),
        plain.layers(),
        plain.vitals());
  }

  /** A cache that holds nothing and counts 1 hit, 2 misses and so on. */
  public static PredictionCache countingCache() {
    return new PredictionCache() {
      @Override
      public Counts counts() {
        return new Counts(1, 2, 3, 40, 50, 6, 7, 8, 9, 100);
      }

      @Override
      public long clear() {
        return 9;
      }

      @Override
      public Optional<Path> prewarmFile() {
        return Optional.empty();
      }
    };
  }

  public static Served.Description description(
      String name, List<TensorSpec> inputs, List<TensorSpec> outputs, OutputMeaning meaning) {
    return new Served.Description(
        new ModelVersion(name, "1"),
        "onnxruntime_onnx",
        "cpu",
        new Signature(inputs, outputs),
        Map.of(),
        meaning,
        Served.Declared.NOTHING,
        new Served.Batching(BatchingSettings.DEFAULT, true, 2),
        List.of("observe", "deadline", "validate", "batcher"),
        List.of(),
        Map.of());
  }

  public static Served.Description withPictures(Served.Description plain, String input) {
    return new Served.Description(
        plain.id(),
        plain.platform(),
        plain.device(),
        plain.signature(),
        Map.of(input, spec(input, DataType.BYTES, -1)),
        plain.meaning(),
        plain.declared(),
        plain.batching(),
        plain.stack(),
        plain.notes(),
        plain.properties());
  }

  public static Served.Description withTabular(Served.Description plain, Served.Tabular tabular) {
    return with(plain, new Served.Declared("", tabular, Long.MAX_VALUE));
  }

  public static Served.Description with(Served.Description plain, Served.Declared declared) {
    return new Served.Description(
        plain.id(),
        plain.platform(),
        plain.device(),
        plain.signature(),
        plain.encodedInputs(),
        plain.meaning(),
        declared,
        plain.batching(),
        plain.stack(),
        plain.notes(),
        plain.properties());
  }

  public static TensorSpec spec(String name, DataType type, long... dims) {
    return new TensorSpec(name, type, Shape.of(dims));
  }

  public static LoadedModels loaded(Served... models) {
    LoadedModels loaded = new LoadedModels();
    for (Served served : models) {
      loaded.put(
          new VersionStatus(
              served.id().name(),
              served.id().version(),
              VersionState.READY,
              "",
              Optional.of(served)));
    }
    return loaded;
  }

  private static InferenceResponse echoed(String name, InferenceRequest request) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    request
        .inputs()
        .forEach(
            (input, tensor) -> {
              if (request.outputs().isEmpty() || request.outputs().contains(input)) {
                outputs.put(input, tensor.share());
              }
            });
    return new InferenceResponse(new ModelVersion(name, "1"), outputs, Parameters.NONE);
  }
}
