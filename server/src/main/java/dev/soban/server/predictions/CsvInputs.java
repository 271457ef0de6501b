package dev.soban.server.predictions;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Turns records into inputs, one row each. A model with one input takes the fields in their order;
 * one with several takes one column each, by the header's names, or in order without a header.
 */
final class CsvInputs {
  private final Served.Description model;
  private final TensorPool pool;
  private final List<TensorSpec> specs;

  CsvInputs(Served.Description model, TensorPool pool) {
    this.model = model;
    this.pool = pool;
    this.specs = model.clientInputs();
  }

  Map<String, Tensor> read(String text) {
    CsvReader counting = new CsvReader(text);
    if (!counting.next()) {
      throw new InvalidInput("body: no records (expected: CSV with at least one)");
    }
    List<String> first = List.copyOf(counting.fields());
    boolean header = hasHeader(first);
    int rows = header ? 0 : 1;
    while (counting.next()) {
      rows++;
    }
    if (rows == 0) {
      throw new InvalidInput("body: a header and no records (expected: at least one)");
    }
    return fill(new CsvReader(text), columns(first, header, rows), header);
  }

  private Map<String, Tensor> fill(CsvReader records, List<CsvColumns> columns, boolean header) {
    boolean complete = false;
    try {
      int width = columns.stream().mapToInt(CsvColumns::width).sum();
      boolean more = records.next();
      if (header) {
        width = records.fields().size();
        more = records.next();
      }
      for (; more; more = records.next()) {
        checkWidth(records, width);
        for (CsvColumns column : columns) {
          column.take(records.fields(), records.number());
        }
      }
      Map<String, Tensor> inputs = LinkedHashMap.newLinkedHashMap(columns.size());
      for (CsvColumns column : columns) {
        inputs.put(column.name(), column.publish());
      }
      complete = true;
      return inputs;
    } finally {
      if (!complete) {
        columns.forEach(CsvColumns::release);
      }
    }
  }

  private static void checkWidth(CsvReader records, int width) {
    if (records.fields().size() != width) {
      throw new InvalidInput(
          "record "
              + records.number()
              + ": "
              + records.fields().size()
              + " fields (expected: "
              + width
              + ")");
    }
  }

  private boolean hasHeader(List<String> first) {
    return switch (model.tabular().header()) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO -> namesInputs(first) || (!takesText() && !numeric(first));
    };
  }

  private boolean namesInputs(List<String> fields) {
    return specs.stream().allMatch(spec -> fields.contains(spec.name()));
  }

  private boolean takesText() {
    return specs.stream().anyMatch(spec -> spec.dataType() == DataType.BYTES);
  }

  private static boolean numeric(List<String> fields) {
    return fields.stream().allMatch(field -> field.isEmpty() || Cells.number(field));
  }

  private List<CsvColumns> columns(List<String> first, boolean header, int rows) {
    if (specs.size() == 1) {
      return List.of(CsvColumns.of(specs.getFirst(), 0, first.size(), rows, pool));
    }
    if (header) {
      checkNames(first);
      return specs.stream()
          .filter(spec -> first.contains(spec.name()))
          .map(spec -> CsvColumns.of(spec, first.indexOf(spec.name()), 1, rows, pool))
          .toList();
    }
    if (first.size() != specs.size()) {
      throw new InvalidInput(
          "record 1: "
              + first.size()
              + " fields (expected: "
              + specs.size()
              + ", "
              + names()
              + ")");
    }
    return IntStream.range(0, specs.size())
        .mapToObj(i -> CsvColumns.of(specs.get(i), i, 1, rows, pool))
        .toList();
  }

  private void checkNames(List<String> header) {
    for (String name : header) {
      if (specs.stream().noneMatch(spec -> spec.name().equals(name))) {
        throw new InvalidInput("column " + name + ": no such input (expected: " + names() + ")");
      }
    }
    if (new HashSet<>(header).size() < header.size()) {
      throw new InvalidInput("header: a name comes twice (expected: once)");
    }
  }

  private String names() {
    return String.join(", ", specs.stream().map(TensorSpec::name).toList());
  }
}
