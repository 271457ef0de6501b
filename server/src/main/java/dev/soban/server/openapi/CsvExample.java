package dev.soban.server.openapi;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The same values as records, where a model takes records. */
final class CsvExample {
  private final Variant variant;
  private final Served.Tabular tabular;
  private final List<Examples.Input> inputs;

  CsvExample(Variant variant, List<Examples.Input> inputs) {
    this.variant = variant;
    this.tabular = variant.description().tabular();
    this.inputs = inputs;
  }

  /** Whether records fit the model: rows of one input, or a column for each of several. */
  static boolean taken(Variant variant) {
    return !variant.inputs().isEmpty()
        && variant.inputs().stream()
            .allMatch(input -> !variant.takesPictures(input) && fits(variant, input));
  }

  private static boolean fits(Variant variant, TensorSpec input) {
    Shape shape = input.shape();
    boolean wide = variant.inputs().size() == 1 || said(variant, input);
    return shape.rank() > 0 && openDimensions(shape) <= 1 && (wide || width(shape) == 1);
  }

  private static boolean said(Variant variant, TensorSpec input) {
    return variant.description().tabular().columns().containsKey(input.name());
  }

  private static long openDimensions(Shape shape) {
    return IntStream.range(1, shape.rank()).filter(i -> shape.dim(i) == Shape.DYNAMIC).count();
  }

  /** Values of a row, those of a dimension that varies counted once. */
  private static long width(Shape shape) {
    return IntStream.range(1, shape.rank())
        .mapToLong(i -> Math.max(1, shape.dim(i)))
        .reduce(1, (a, b) -> a * b);
  }

  Optional<String> text() {
    if (!taken(variant) || inputs.size() != variant.inputs().size() || !fit()) {
      return Optional.empty();
    }
    List<List<String>> records = new ArrayList<>();
    if (header()) {
      records.add(names());
    }
    for (int row = 0; row < rows(inputs.getFirst()); row++) {
      records.add(record(row));
    }
    String delimiter = String.valueOf(tabular.delimiter());
    StringBuilder text = new StringBuilder();
    records.forEach(record -> text.append(String.join(delimiter, record)).append('\n'));
    return Optional.of(text.toString());
  }

  private boolean fit() {
    return inputs.stream()
        .allMatch(
            input ->
                rows(input) == rows(inputs.getFirst())
                    && width(input) == columns(input)
                    && !input.dataType().equals(DataType.BYTES.name()));
  }

  private static long width(Examples.Input input) {
    return input.shape().elements() / Math.max(1, rows(input));
  }

  /** As many as are said; of several inputs that nothing is said of, one each. */
  private long columns(Examples.Input input) {
    List<String> said = tabular.columns().get(input.name());
    if (said != null) {
      return said.size();
    }
    return inputs.size() == 1 ? width(input) : 1;
  }

  private static long rows(Examples.Input input) {
    return input.shape().dim(0);
  }

  /** Only where names are known, unless it is asked for. */
  private boolean header() {
    return switch (tabular.header()) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO -> !tabular.columns().isEmpty() || inputs.size() > 1;
    };
  }

  private List<String> names() {
    if (!tabular.columns().isEmpty()) {
      return tabular.columns().values().stream().flatMap(List::stream).toList();
    }
    if (inputs.size() > 1) {
      return inputs.stream().map(Examples.Input::name).toList();
    }
    return IntStream.range(0, record(0).size()).mapToObj(i -> "x" + (i + 1)).toList();
  }

  private List<String> record(int row) {
    List<String> fields = new ArrayList<>();
    for (Examples.Input input : ordered()) {
      List<String> values = values(input.flat());
      int width = (int) width(input);
      fields.addAll(values.subList(row * width, (row + 1) * width));
    }
    return fields;
  }

  /** As the owner lists the columns, else as the model has its inputs. */
  private List<Examples.Input> ordered() {
    List<String> order =
        tabular.columns().isEmpty()
            ? variant.inputs().stream().map(TensorSpec::name).toList()
            : List.copyOf(tabular.columns().keySet());
    return order.stream()
        .flatMap(name -> inputs.stream().filter(input -> input.name().equals(name)))
        .toList();
  }

  private static List<String> values(String flat) {
    return List.of(flat.substring(1, flat.length() - 1).split(","));
  }
}
