package dev.soban.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.LayerReport;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.http.Exchange;
import dev.soban.server.transport.Readiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the admin port tells: metrics, health, and what is loaded. */
final class AdminDocuments {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final LoadedModels models;
  private final Readiness readiness;
  private final ServerMetrics metrics;

  AdminDocuments(LoadedModels models, Readiness readiness, ServerMetrics metrics) {
    this.models = models;
    this.readiness = readiness;
    this.metrics = metrics;
  }

  void metrics(Exchange exchange) {
    ResponseWriter writer = exchange.writer();
    writer.send(
        200, exchange.headers(PROMETHEUS_TEXT), StandardCharsets.UTF_8.encode(metrics.scrape()));
  }

  void live(Exchange exchange) {
    exchange.json(200, out -> writeFlag(out, "live", true));
  }

  void ready(Exchange exchange) {
    boolean ready = readiness.ready();
    exchange.json(ready ? 200 : 503, out -> writeFlag(out, "ready", ready));
  }

  void models(Exchange exchange) {
    exchange.json(200, new ModelList(models)::write);
  }

  void stack(Exchange exchange, AdminPath path) {
    Served served =
        path.detail().isEmpty()
            ? models.resolve(path.model())
            : models.resolve(path.model(), path.detail());
    exchange.json(200, out -> writeStack(out, served));
  }

  private static void writeStack(JsonGenerator out, Served served) throws IOException {
    out.writeStartObject();
    out.writeStringField("model", served.id().name());
    out.writeStringField("version", served.id().version());
    out.writeArrayFieldStart("stack");
    for (String layer : served.description().stack()) {
      out.writeString(layer);
    }
    out.writeEndArray();
    List<LayerReport> reports = served.layers().get();
    if (!reports.isEmpty()) {
      writeReports(out, reports);
    }
    out.writeEndObject();
  }

  private static void writeReports(JsonGenerator out, List<LayerReport> reports)
      throws IOException {
    out.writeArrayFieldStart("layers");
    for (LayerReport report : reports) {
      out.writeStartObject();
      out.writeStringField("layer", report.layer());
      out.writeStringField("state", report.state());
      out.writeObjectFieldStart("readings");
      for (LayerReport.Reading reading : report.readings()) {
        String name = reading.name().replace('.', '_');
        String key = reading.kind().isEmpty() ? name : name + " " + reading.kind();
        out.writeNumberField(key, reading.value());
      }
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeFlag(JsonGenerator out, String name, boolean value) throws IOException {
    out.writeStartObject();
    out.writeBooleanField(name, value);
    out.writeEndObject();
  }
}
