package dev.soban.examples.iris;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** One measured flower: sepal length, sepal width, petal length, petal width in cm; its species. */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record Flower(double[] measures, int species) {
  public static final int MEASURES = 4;
  public static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");

  /** Reads a CSV file with a header line. */
  public static List<Flower> read(Path csv) throws IOException {
    try (var lines = Files.lines(csv)) {
      return lines.skip(1).map(Flower::parse).toList();
    }
  }

  static Flower parse(String line) {
    String[] cells = line.split(",");
    if (cells.length != MEASURES + 1 || !SPECIES.contains(cells[MEASURES])) {
      throw new IllegalArgumentException(
          "line: " + line + " (expected: four numbers and one of " + SPECIES + ")");
    }
    var measures = Arrays.stream(cells, 0, MEASURES).mapToDouble(Double::parseDouble).toArray();
    return new Flower(measures, SPECIES.indexOf(cells[MEASURES]));
  }
}
