package dev.soban.cli.infer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Exchanges for programs: an array of objects with file, status and the server's answer. */
final class ExchangeJson {
  private ExchangeJson() {}

  static String array(List<Exchange> exchanges) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      for (Exchange exchange : exchanges) {
        json.writeStartObject();
        json.writeStringField("file", exchange.file().toString());
        json.writeNumberField("status", exchange.status());
        json.writeFieldName("answer");
        if (JsonTree.parse(exchange.body()).isPresent()) {
          json.writeRawValue(exchange.body());
        } else {
          json.writeString(exchange.body());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
