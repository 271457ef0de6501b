package dev.soban.repository.triton;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.PriorityLevels;
import dev.soban.repository.yaml.Place;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a config.pbtxt says of a model, in Soban's terms.
 *
 * @param labels null when no output has any
 * @param warmup what to ask before a version is ready; empty for made-up inputs
 */
public record TritonSettings(
    Choice choice,
    WireForm form,
    Running running,
    Scheduling scheduling,
    boolean cached,
    @Nullable LabelFile labels,
    List<WarmupSample> warmup,
    Told told) {
  public TritonSettings {
    warmup = List.copyOf(warmup);
  }

  /**
   * Which files are served.
   *
   * @param modelFile in the version's folder; empty for the usual one
   */
  public record Choice(String modelFile, VersionPolicy versions) {}

  /**
   * What runs the model.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @param instances 0 when not said
   * @param intraOpThreads 0 for the cores that instances leave idle
   * @param optionalInputs those that requests may leave out
   */
  public record Running(
      String device, int instances, int intraOpThreads, Set<String> optionalInputs) {
    public Running {
      optionalInputs = Set.copyOf(optionalInputs);
    }
  }

  /**
   * How requests wait.
   *
   * @param maxQueueRequests 0 when not said
   * @param levels null when requests go by the protocol's own priorities and wait as long as they
   *     like
   */
  public record Scheduling(
      BatchingSettings batching, int maxQueueRequests, @Nullable PriorityLevels levels) {}

  /** The names of the classes of an output, in a file of the model's folder. */
  public record LabelFile(Place place, String output, String file) {}

  /**
   * What is told of the model.
   *
   * @param parameters free ones, by name
   * @param configuration the whole file, as maps, lists, texts, numbers and flags
   * @param ignored fields that are set and change nothing
   */
  public record Told(
      SequencedMap<String, String> parameters,
      Map<String, Object> configuration,
      List<String> ignored) {
    public Told {
      parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
      configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
      ignored = List.copyOf(ignored);
    }
  }
}
