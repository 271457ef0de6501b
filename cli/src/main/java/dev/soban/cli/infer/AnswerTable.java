package dev.soban.cli.infer;

import dev.soban.cli.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers for people: a line per object in the answer, its fields as columns. */
final class AnswerTable {
  private static final String FILE = "file";

  private final List<Map<String, String>> rows = new ArrayList<>();

  private AnswerTable() {}

  static Table of(List<Exchange> answered) {
    AnswerTable table = new AnswerTable();
    for (Exchange exchange : answered) {
      Map<String, String> file = Map.of(FILE, String.valueOf(exchange.file().getFileName()));
      table.add("answer", JsonTree.parse(exchange.body()).orElse(exchange.body()), file);
    }
    return table.table();
  }

  /** What the server said of a failure. */
  static String error(String body) {
    return JsonTree.parse(body).orElse(body) instanceof Map<?, ?> object
            && object.get("error") instanceof String error
        ? error
        : body;
  }

  /** Descends to the objects that hold only values; what stands around them is repeated. */
  private void add(String name, Object value, Map<String, String> around) {
    switch (value) {
      case List<?> list when holdsTrees(list) -> addList(name, list, around);
      case Map<?, ?> object -> addObject(object, around);
      default -> rows.add(with(around, name, flat(value)));
    }
  }

  private void addList(String name, List<?> list, Map<String, String> around) {
    boolean ofRows = name.equals("rows") || list.getFirst() instanceof List<?>;
    for (int i = 0; i < list.size(); i++) {
      add(name, list.get(i), ofRows ? with(around, "row", row(around, i)) : around);
    }
  }

  private static String row(Map<String, String> around, int index) {
    String outer = around.get("row");
    return outer == null ? String.valueOf(index) : outer + "." + index;
  }

  private void addObject(Map<?, ?> object, Map<String, String> around) {
    Map<String, String> values = new LinkedHashMap<>(around);
    Map<String, Object> trees = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : object.entrySet()) {
      String name = String.valueOf(field.getKey());
      Object value = field.getValue();
      if ((value instanceof List<?> list && holdsTrees(list)) || value instanceof Map<?, ?>) {
        trees.put(name, value);
      } else {
        values.put(name, flat(value));
      }
    }
    if (trees.isEmpty()) {
      rows.add(values);
    }
    trees.forEach((name, tree) -> add(name, tree, values));
  }

  private static boolean holdsTrees(List<?> list) {
    return list.stream().anyMatch(item -> item instanceof Map<?, ?> || item instanceof List<?>);
  }

  private static String flat(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
        : String.valueOf(value);
  }

  private static Map<String, String> with(Map<String, String> row, String name, String value) {
    Map<String, String> copy = new LinkedHashMap<>(row);
    copy.put(name, value);
    return copy;
  }

  private Table table() {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    Table table = new Table(names.stream().map(String::toUpperCase).toArray(String[]::new));
    for (Map<String, String> row : rows) {
      table.row(names.stream().map(name -> row.getOrDefault(name, "")).toArray(String[]::new));
    }
    return table;
  }
}
