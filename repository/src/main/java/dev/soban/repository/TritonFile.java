package dev.soban.repository;

import dev.soban.core.cache.CacheSettings;
import dev.soban.core.stack.GuardSettings;
import dev.soban.repository.ModelSettings.Execution;
import dev.soban.repository.ModelSettings.Limits;
import dev.soban.repository.triton.TritonReader;
import dev.soban.repository.triton.TritonSettings;
import dev.soban.repository.triton.TritonSettings.LabelFile;
import dev.soban.repository.triton.TritonSettings.Running;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import dev.soban.repository.yaml.TextFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Triton's config.pbtxt as settings of a model, on which a model.yaml beside it may build. */
final class TritonFile {
  static final String NAME = "config.pbtxt";

  private static final int MAX_BYTES = 1 << 20;

  private final TritonSettings triton;
  private final ModelFiles files;

  private TritonFile(TritonSettings triton, ModelFiles files) {
    this.triton = triton;
    this.files = files;
  }

  /**
   * @param model name of the folder
   * @throws ConfigException with every problem of the file
   */
  static ModelSettings read(Path file, String model, Containment containment)
      throws ConfigException {
    String shownAs = file.toString();
    Optional<String> refusal = containment.fileRefusal(file);
    if (refusal.isPresent()) {
      throw new ConfigException(Place.of(shownAs), refusal.get());
    }
    ModelFiles files = new ModelFiles(file.resolveSibling(""), containment);
    String text = TextFile.read(file, shownAs, MAX_BYTES);
    return new TritonFile(TritonReader.read(text, shownAs, model, files), files).settings();
  }

  private ModelSettings settings() {
    ModelSettings otherwise = ModelSettings.DEFAULT;
    return new ModelSettings(
        otherwise.description(),
        execution(),
        otherwise.declarations(),
        otherwise.image(),
        output(triton.labels()),
        otherwise.csv(),
        triton.scheduling().batching(),
        otherwise.warmup(),
        limits(triton.scheduling().maxQueueRequests()),
        otherwise.aliases(),
        cache(),
        GuardSettings.NONE.withLevels(triton.scheduling().levels()),
        otherwise.upkeep(),
        triton);
  }

  private Execution execution() {
    Running running = triton.running();
    Execution otherwise = Execution.DEFAULT;
    return new Execution(
        otherwise.engine(),
        running.device(),
        running.instances() == 0 ? Execution.AUTO : running.instances(),
        running.intraOpThreads() == 0 ? Execution.AUTO : running.intraOpThreads(),
        List.copyOf(running.optionalInputs()),
        otherwise.turnWeight());
  }

  private OutputDeclaration output(@Nullable LabelFile labels) {
    return labels == null
        ? OutputDeclaration.TENSORS
        : new OutputDeclaration(
            labels.place(),
            OutputDeclaration.Type.CLASSIFICATION,
            labels.output(),
            false,
            OutputDeclaration.DEFAULT_TOP_K,
            new Labels.InFile(files.path(labels.file())),
            DetectionDeclaration.NONE);
  }

  private static Limits limits(int maxQueueRequests) {
    Limits otherwise = Limits.DEFAULT;
    return new Limits(
        otherwise.timeout(),
        maxQueueRequests == 0 ? otherwise.maxQueueRequests() : maxQueueRequests,
        otherwise.maxRequestBytes(),
        otherwise.maxQueueRows(),
        otherwise.maxQueueBytes());
  }

  private CacheSettings cache() {
    CacheSettings otherwise = CacheSettings.DEFAULT;
    return new CacheSettings(
        triton.cached(),
        otherwise.maxBytes(),
        otherwise.ttl(),
        otherwise.acrossTenants(),
        otherwise.prewarm());
  }
}
