package dev.soban.repository;

import dev.soban.core.cache.CacheSettings;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.Signature;
import dev.soban.core.stack.GuardSettings;
import dev.soban.repository.triton.TritonSettings;
import dev.soban.repository.triton.VersionPolicy;
import dev.soban.repository.yaml.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a model is served: its model.yaml, then its config.pbtxt, with defaults for what these do not
 * say.
 *
 * @param image null when no input takes pictures
 * @param aliases initial values: version by alias
 * @param guards layers around the model beyond the usual
 * @param upkeep how its versions are looked after
 * @param triton what its config.pbtxt says besides; null when there is none
 */
public record ModelSettings(
    String description,
    Execution execution,
    Declarations declarations,
    @Nullable PictureDeclaration image,
    OutputDeclaration output,
    CsvSettings csv,
    BatchingSettings batching,
    Warmup warmup,
    Limits limits,
    SequencedMap<String, String> aliases,
    CacheSettings cache,
    GuardSettings guards,
    Upkeep upkeep,
    @Nullable TritonSettings triton) {
  public static final ModelSettings DEFAULT =
      new ModelSettings(
          "",
          Execution.DEFAULT,
          new Declarations(List.of(), List.of()),
          null,
          OutputDeclaration.TENSORS,
          CsvSettings.DEFAULT,
          BatchingSettings.DEFAULT,
          Warmup.DEFAULT,
          Limits.DEFAULT,
          new LinkedHashMap<>(),
          CacheSettings.DEFAULT,
          GuardSettings.NONE,
          Upkeep.DEFAULT,
          null);

  public ModelSettings {
    aliases = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(aliases));
  }

  /** Of a model without a config.pbtxt. */
  static ModelSettings read(Path file, Containment containment) throws ConfigException {
    return read(file, containment, DEFAULT);
  }

  /**
   * @param otherwise what counts where the file says nothing
   * @throws ConfigException with every problem of the file
   */
  static ModelSettings read(Path file, Containment containment, ModelSettings otherwise)
      throws ConfigException {
    return ModelSettingsReader.read(file, containment, otherwise);
  }

  /** Which of the versions that are there are served. */
  VersionPolicy versions() {
    return triton == null ? new VersionPolicy.All() : triton.choice().versions();
  }

  /** Name of the model's file in a version's folder; empty for the usual one. */
  String modelFile() {
    return triton == null ? "" : triton.choice().modelFile();
  }

  /**
   * The model's own signature, checked against and narrowed by what is declared.
   *
   * @throws ConfigException when the two contradict each other
   */
  public Signature signature(Signature model) throws ConfigException {
    return new Signature(
        TensorDeclaration.narrow("inputs", model.inputs(), declarations.inputs()),
        TensorDeclaration.narrow("outputs", model.outputs(), declarations.outputs()));
  }

  /**
   * What runs the model and where.
   *
   * @param device {@code cpu}, {@code cuda:0}, or {@code auto} for a GPU where one can be used
   * @param instances how many runs at once; {@link #AUTO} for as many as there are cores
   * @param intraOpThreads threads within a run; {@link #AUTO} for the cores that instances leave
   *     idle
   * @param overridableInputs inputs with a value in the model that a request may replace
   * @param turnWeight turns on the compute threads for each turn of a model of weight 1
   */
  public record Execution(
      Engine engine,
      String device,
      int instances,
      int intraOpThreads,
      List<String> overridableInputs,
      int turnWeight) {
    public static final int AUTO = 0;
    public static final Execution DEFAULT =
        new Execution(Engine.ONNX, "cpu", AUTO, 1, List.of(), 1);

    public Execution {
      overridableInputs = List.copyOf(overridableInputs);
    }
  }

  /** The runtimes there are. */
  public enum Engine {
    ONNX
  }

  /** What is declared of inputs and outputs beside the model's own word. */
  public record Declarations(List<TensorDeclaration> inputs, List<TensorDeclaration> outputs) {
    public Declarations {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** The runs before a version is ready. */
  public record Warmup(boolean enabled, int count) {
    public static final Warmup DEFAULT = new Warmup(true, 3);
  }

  /**
   * How its versions are looked after.
   *
   * @param pinned whether they begin as never to be unloaded for want of memory
   * @param answeredWithin how long ago the last answer may be while a version counts as ready; zero
   *     not to ask it when nobody else does
   * @param memoryBytes that a loaded version takes; null to go by its files
   */
  public record Upkeep(boolean pinned, Duration answeredWithin, @Nullable Long memoryBytes) {
    public static final Upkeep DEFAULT = new Upkeep(false, Duration.ofSeconds(30), null);
  }

  /**
   * What one model takes at most.
   *
   * @param timeout of a request that brings none
   * @param maxQueueRequests waiting at once
   * @param maxRequestBytes of a body; null for the server's limit
   * @param maxQueueRows waiting at once
   * @param maxQueueBytes of the inputs of all that wait
   */
  public record Limits(
      Duration timeout,
      int maxQueueRequests,
      @Nullable Long maxRequestBytes,
      long maxQueueRows,
      long maxQueueBytes) {
    public static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(60), 1_000, null, 1_000_000, 128L << 20);
  }
}
