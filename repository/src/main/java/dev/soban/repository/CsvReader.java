package dev.soban.repository;

import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Reads {@code csv} of model.yaml. */
final class CsvReader {
  private final YamlObject csv;

  CsvReader(YamlObject csv) {
    this.csv = csv;
  }

  CsvSettings read() {
    CsvSettings otherwise = CsvSettings.DEFAULT;
    CsvSettings settings =
        new CsvSettings(
            csv.place(),
            csv.value("header", ScalarType.oneOf(CsvSettings.Header.class), otherwise.header()),
            csv.value("charset", charset(), otherwise.charset()),
            csv.value("delimiter", delimiter(), otherwise.delimiter()),
            columns());
    csv.done();
    return settings;
  }

  private static ScalarType<Charset> charset() {
    return ScalarType.text()
        .parsed(
            "one of utf-8, cp949",
            text ->
                switch (text) {
                  case "utf-8" -> Optional.of(StandardCharsets.UTF_8);
                  // Java's name for what Windows and Python call CP949.
                  case "cp949" -> Optional.of(Charset.forName("x-windows-949"));
                  default -> Optional.empty();
                });
  }

  private static ScalarType<Character> delimiter() {
    return ScalarType.text()
        .parsed(
            "one of comma, semicolon, tab",
            text ->
                switch (text) {
                  case "comma" -> Optional.of(',');
                  case "semicolon" -> Optional.of(';');
                  case "tab" -> Optional.of('\t');
                  default -> Optional.empty();
                });
  }

  private SequencedMap<String, List<String>> columns() {
    YamlObject columns = csv.object("columns");
    SequencedMap<String, List<String>> all = new LinkedHashMap<>();
    for (String input : columns.keys()) {
      all.put(input, columns.oneOrMore(input, ScalarType.text()));
    }
    return all;
  }
}
