package dev.soban.server.predictions;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Which columns make up which input. A model with one input takes the fields in their order; one
 * with several takes one column each, by the header's names, or in order without a header. Where
 * the owner names the columns of each input, those are taken and others passed over.
 */
final class CsvLayout {
  private final Served.Tabular tabular;
  private final List<TensorSpec> specs;

  CsvLayout(Served.Description model) {
    this.tabular = model.tabular();
    this.specs = model.clientInputs();
  }

  /** An input and the places of its columns within a record, in the order of the input's values. */
  record Columns(TensorSpec input, List<Integer> places) {
    private static Columns sideBySide(TensorSpec input, int from, int width) {
      return new Columns(input, IntStream.range(from, from + width).boxed().toList());
    }
  }

  boolean hasHeader(List<String> first) {
    return switch (tabular.header()) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO -> first.containsAll(names()) || (!takesText() && !numeric(first));
    };
  }

  /** The names of all columns: as the owner says, else those of the inputs. */
  private List<String> names() {
    return tabular.columns().isEmpty()
        ? specs.stream().map(TensorSpec::name).toList()
        : tabular.columns().values().stream().flatMap(List::stream).toList();
  }

  private boolean takesText() {
    return specs.stream().anyMatch(spec -> spec.dataType() == DataType.BYTES);
  }

  private static boolean numeric(List<String> fields) {
    return fields.stream().allMatch(field -> field.isEmpty() || Cells.number(field));
  }

  /**
   * @param first the header, or the first record
   * @throws InvalidInput when its columns are not those of the model
   */
  List<Columns> columns(List<String> first, boolean header) {
    SequencedMap<String, List<String>> said = tabular.columns();
    if (said.isEmpty() && specs.size() == 1) {
      return List.of(Columns.sideBySide(specs.getFirst(), 0, first.size()));
    }
    if (header) {
      return said.isEmpty() ? byInputNames(first) : byColumnNames(first, said);
    }
    checkCount(first);
    return inOrder(said);
  }

  private List<Columns> byInputNames(List<String> header) {
    for (String name : header) {
      if (specs.stream().noneMatch(spec -> spec.name().equals(name))) {
        throw new InvalidInput("column " + name + ": no such input (expected: " + all() + ")");
      }
    }
    if (new HashSet<>(header).size() < header.size()) {
      throw new InvalidInput("header: a name comes twice (expected: once)");
    }
    return specs.stream()
        .filter(spec -> header.contains(spec.name()))
        .map(spec -> Columns.sideBySide(spec, header.indexOf(spec.name()), 1))
        .toList();
  }

  private List<Columns> byColumnNames(
      List<String> header, SequencedMap<String, List<String>> said) {
    List<Columns> columns = new ArrayList<>();
    said.forEach(
        (input, names) ->
            columns.add(
                new Columns(
                    spec(input), names.stream().map(name -> place(header, name)).toList())));
    return columns;
  }

  private int place(List<String> header, String name) {
    int place = header.indexOf(name);
    if (place < 0) {
      throw new InvalidInput("header: column " + name + " is missing (expected: " + all() + ")");
    }
    if (place != header.lastIndexOf(name)) {
      throw new InvalidInput("header: column " + name + " comes twice (expected: once)");
    }
    return place;
  }

  private List<Columns> inOrder(SequencedMap<String, List<String>> said) {
    List<Columns> columns = new ArrayList<>();
    int from = 0;
    if (said.isEmpty()) {
      for (TensorSpec spec : specs) {
        columns.add(Columns.sideBySide(spec, from++, 1));
      }
    }
    for (Map.Entry<String, List<String>> input : said.entrySet()) {
      columns.add(Columns.sideBySide(spec(input.getKey()), from, input.getValue().size()));
      from += input.getValue().size();
    }
    return columns;
  }

  private void checkCount(List<String> first) {
    int expected = names().size();
    if (first.size() != expected) {
      throw new InvalidInput(
          "record 1: %d fields (expected: %d, %s)".formatted(first.size(), expected, all()));
    }
  }

  private TensorSpec spec(String input) {
    return specs.stream().filter(spec -> spec.name().equals(input)).findFirst().orElseThrow();
  }

  private String all() {
    return String.join(", ", names());
  }
}
