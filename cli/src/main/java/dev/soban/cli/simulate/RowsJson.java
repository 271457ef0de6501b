package dev.soban.cli.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.simulate.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/** A comparison for programs: an array with an object per line; null is what does not apply. */
final class RowsJson {
  private static final MathContext SIX_DIGITS = new MathContext(6);

  private RowsJson() {}

  static String array(Map<String, List<Row>> rowsByCost) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (Map.Entry<String, List<Row>> entry : rowsByCost.entrySet()) {
        for (Row row : entry.getValue()) {
          write(json, entry.getKey(), row);
        }
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, String cost, Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("cost", cost);
    json.writeStringField("workload", row.workload());
    json.writeStringField("policy", row.policy());
    List<Double> figures = row.figures();
    for (int i = 0; i < figures.size(); i++) {
      json.writeFieldName(Row.FIGURES.get(i));
      number(json, figures.get(i));
    }
    if (!row.stable()) {
      json.writeStringField("note", RowsTable.unstable(row));
    }
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, double value) throws IOException {
    if (Double.isNaN(value)) {
      json.writeNull();
    } else {
      json.writeNumber(new BigDecimal(value, SIX_DIGITS).stripTrailingZeros().toPlainString());
    }
  }
}
