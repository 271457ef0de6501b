package dev.soban.cli.infer;

import dev.soban.cli.infer.FoundObjects.FoundObject;
import dev.soban.cli.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was found in pictures, for people: a line per object. */
final class FoundTable {
  private FoundTable() {}

  /** Empty unless every answer tells what was found. */
  static Optional<Table> of(List<Exchange> answered) {
    List<FoundObjects> all = new ArrayList<>();
    for (Exchange exchange : answered) {
      FoundObjects.of(exchange.body()).ifPresent(all::add);
    }
    if (all.size() < answered.size()) {
      return Optional.empty();
    }
    Table table = new Table("FILE", "FOUND", "SCORE", "LEFT TOP RIGHT BOTTOM");
    for (int i = 0; i < all.size(); i++) {
      add(table, String.valueOf(answered.get(i).file().getFileName()), all.get(i));
    }
    return Optional.of(table);
  }

  private static void add(Table table, String file, FoundObjects found) {
    if (found.objects().isEmpty()) {
      table.row(file, "nothing", "", "");
    }
    for (FoundObject object : found.objects()) {
      table.row(file, object.name(), score(object), box(object));
    }
  }

  static String score(FoundObject object) {
    return String.format(Locale.ROOT, "%.2f", object.score());
  }

  private static String box(FoundObject object) {
    return object.box().stream()
        .map(side -> Long.toString(Math.round(side)))
        .collect(Collectors.joining(" "));
  }
}
