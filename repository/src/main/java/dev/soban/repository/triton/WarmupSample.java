package dev.soban.repository.triton;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.Place;
import java.nio.file.Path;
import java.util.List;

/**
 * A request that a version answers before it is ready.
 *
 * @param rows of one run
 * @param count of runs
 */
public record WarmupSample(Place place, String name, int rows, int count, List<Input> inputs) {
  public WarmupSample {
    inputs = List.copyOf(inputs);
  }

  /**
   * One input of it.
   *
   * @param shape with -1 in place of the rows where the model takes batches
   */
  public record Input(String name, DataType dataType, Shape shape, Content content) {}

  /** What an input holds. */
  public sealed interface Content {

    /** Zeros, or empty texts. */
    record Zeros() implements Content {}

    /** Small numbers that differ from one another, the same at every start. */
    record Numbers() implements Content {}

    /**
     * The bytes of a file: of all rows, or of one that is repeated.
     *
     * @param path already known to lie in the models folder
     */
    record InFile(Path path) implements Content {}
  }
}
