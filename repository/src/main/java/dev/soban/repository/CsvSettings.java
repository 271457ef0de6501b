package dev.soban.repository;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * How a row of a CSV body becomes the model's inputs.
 *
 * @param columns for an input, the names of its columns in order; empty when the model tells
 */
public record CsvSettings(
    Place place,
    Header header,
    Charset charset,
    char delimiter,
    SequencedMap<String, List<String>> columns) {
  private static final int MAX_COLUMNS = 1_000_000;
  static final CsvSettings DEFAULT =
      new CsvSettings(
          Place.of("model.yaml"), Header.AUTO, StandardCharsets.UTF_8, ',', new LinkedHashMap<>());

  public CsvSettings {
    columns = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(columns));
  }

  /** Whether the first line names the columns. */
  public enum Header {
    /** It does when some field of it is no number where the model wants numbers. */
    AUTO,
    TRUE,
    FALSE
  }

  /**
   * An input and where its values stand in a row.
   *
   * @param columns by name, in order; without a header, or when empty, the next ones in the row
   * @param width how many columns; -1 for all that the row has
   */
  public record Columns(TensorSpec input, List<String> columns, int width) {
    public Columns {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Which columns each input takes, in the order of the model's inputs.
   *
   * @throws ConfigException when rows cannot become this model's inputs
   */
  public List<Columns> resolve(Signature signature) throws ConfigException {
    for (String name : columns.keySet()) {
      if (signature.input(name).isEmpty()) {
        throw wrong("columns." + name, "an input of the model");
      }
    }
    List<Columns> all = new ArrayList<>();
    for (TensorSpec input : signature.inputs()) {
      if (!columns.isEmpty() && !columns.containsKey(input.name()) && input.optional()) {
        continue;
      }
      all.add(of(input, signature.inputs().size() == 1));
    }
    return all;
  }

  private Columns of(TensorSpec input, boolean only) throws ConfigException {
    int width = width(input);
    List<String> said = columns.get(input.name());
    if (said != null) {
      if (width != -1 && width != said.size()) {
        throw wrong("columns." + input.name() + ": " + said.size(), width + " columns");
      }
      return new Columns(input, said, said.size());
    }
    if (only) {
      return new Columns(input, List.of(), width);
    }
    if (width == 1 && columns.isEmpty()) {
      return new Columns(input, List.of(input.name()), 1);
    }
    throw wrong("columns." + input.name() + ": missing", "the names of its columns");
  }

  private int width(TensorSpec input) throws ConfigException {
    int rank = input.shape().rank();
    if (rank == 1) {
      return 1;
    }
    if (rank != 2 || input.shape().dim(1) > MAX_COLUMNS) {
      throw wrong("input " + input, "one or two dimensions, to take CSV rows");
    }
    return (int) input.shape().dim(1);
  }

  private ConfigException wrong(String found, String expected) {
    return new ConfigException(place, "csv: " + found + " (expected: " + expected + ")");
  }
}
