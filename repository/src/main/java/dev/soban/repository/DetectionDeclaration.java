package dev.soban.repository;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.DetectionOutput.Head;
import dev.soban.core.model.DetectionOutput.Prior;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import dev.soban.repository.yaml.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What model.yaml says of a detector's outputs, without what stands in files beside it.
 *
 * @param priors a file with a box per line: centre, width and height in parts of the picture
 */
public record DetectionDeclaration(DetectionOutput said, @Nullable Path priors) {
  static final DetectionDeclaration NONE =
      new DetectionDeclaration(DetectionOutput.of(Head.SSD), null);

  private static final int MAX_BYTES = 16 << 20;
  private static final int NUMBERS = 4;

  /** Blocking: reads the files. */
  DetectionOutput resolve(Labels labels) throws ConfigException {
    DetectionOutput labelled = said.withLabels(labels.read());
    return priors == null ? labelled : labelled.withPriors(read(priors));
  }

  private static List<Prior> read(Path file) throws ConfigException {
    List<String> lines = TextFile.read(file, file.toString(), MAX_BYTES).lines().toList();
    List<Prior> priors = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        priors.add(prior(new Place(file.toString(), i + 1, 1), lines.get(i)));
      }
    }
    if (priors.isEmpty()) {
      throw new ConfigException(Place.of(file.toString()), "no priors (expected: one per line)");
    }
    return priors;
  }

  private static Prior prior(Place place, String line) throws ConfigException {
    try {
      double[] numbers =
          Arrays.stream(line.strip().split("[,;\\s]+"))
              .filter(Predicate.not(String::isEmpty))
              .mapToDouble(Double::parseDouble)
              .toArray();
      if (numbers.length == NUMBERS
          && Arrays.stream(numbers).allMatch(Double::isFinite)
          && numbers[2] > 0
          && numbers[3] > 0) {
        return new Prior(numbers[0], numbers[1], numbers[2], numbers[3]);
      }
    } catch (NumberFormatException _) {
      // Told below, as every other line that is no prior.
    }
    throw new ConfigException(
        place, "no prior (expected: centre x and y, width, height as parts of the picture)");
  }
}
