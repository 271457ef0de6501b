package dev.soban.repository;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What model.yaml says that the outputs mean.
 *
 * @param name the output with the scores; null for the only one that can hold them
 * @param detector of use with {@link Type#DETECTION} only
 */
public record OutputDeclaration(
    Place place,
    Type type,
    @Nullable String name,
    boolean softmax,
    int topK,
    Labels labels,
    DetectionDeclaration detector) {
  static final int DEFAULT_TOP_K = 5;
  static final OutputDeclaration TENSORS =
      new OutputDeclaration(
          Place.of("model.yaml"),
          Type.TENSORS,
          null,
          false,
          DEFAULT_TOP_K,
          Labels.NONE,
          DetectionDeclaration.NONE);

  private static final Set<DataType> FLOATING =
      Set.of(DataType.FP16, DataType.BF16, DataType.FP32, DataType.FP64);

  /** The meanings there are. */
  public enum Type {
    TENSORS,
    CLASSIFICATION,
    DETECTION
  }

  /**
   * How a detector's outputs are to be read; empty for other models. Blocking: reads the labels.
   *
   * @throws ConfigException when a file beside model.yaml cannot be used
   */
  public Optional<DetectionOutput> detection() throws ConfigException {
    return type == Type.DETECTION ? Optional.of(detector.resolve(labels)) : Optional.empty();
  }

  /**
   * The meaning of the model's own outputs. Blocking: reads the labels.
   *
   * @throws ConfigException when the declaration does not fit the model
   */
  public OutputMeaning resolve(Signature signature) throws ConfigException {
    if (type != Type.CLASSIFICATION) {
      return new OutputMeaning.PlainTensors();
    }
    TensorSpec scores = scores(signature);
    if (!FLOATING.contains(scores.dataType())) {
      throw new ConfigException(
          place, "output: " + scores + " (expected: floating-point scores to classify by)");
    }
    List<String> names = labels.read();
    long classes = classes(scores.shape());
    if (!names.isEmpty() && classes > 0 && names.size() != classes) {
      throw new ConfigException(
          place, "labels: " + names.size() + " (expected: " + classes + ", as " + scores + ")");
    }
    return new OutputMeaning.Classification(scores.name(), softmax, topK, names);
  }

  private TensorSpec scores(Signature signature) throws ConfigException {
    List<TensorSpec> candidates =
        signature.outputs().stream()
            .filter(
                spec -> name == null ? mayHoldScores(spec, signature) : spec.name().equals(name))
            .toList();
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    String names =
        signature.outputs().stream().map(TensorSpec::name).collect(Collectors.joining(", "));
    throw new ConfigException(
        place,
        "output.name: " + (name == null ? "missing" : name) + " (expected: one of " + names + ")");
  }

  private static boolean mayHoldScores(TensorSpec spec, Signature signature) {
    return signature.outputs().size() == 1 || FLOATING.contains(spec.dataType());
  }

  /** Scores per row; 0 when the shape does not tell. */
  private static long classes(Shape shape) {
    if (shape.rank() < 2) {
      return 0;
    }
    Shape oneRow = shape.withRows(1);
    return oneRow.dynamic() ? 0 : oneRow.elements();
  }
}
