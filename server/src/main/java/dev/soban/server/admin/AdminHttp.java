package dev.soban.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.BodyReader;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.http.Correlation;
import dev.soban.server.http.Readiness;
import dev.soban.server.http.RequestIds;
import dev.soban.server.http.Status;
import dev.soban.server.json.ByteSink;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The admin port: metrics, health, and what is loaded. Thread-safe. */
public final class AdminHttp implements HttpHandler {
  private static final String NO_PATH =
      "no such path (expected: /metrics, /health/live, /health/ready, /admin/models or"
          + " /admin/stack/{model}; inference has a port of its own)";
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";

  private final LoadedModels models;
  private final Readiness readiness;
  private final ServerMetrics metrics;
  private final RequestIds ids;
  private final JsonStreams json = new JsonStreams();

  public AdminHttp(
      LoadedModels models, Readiness readiness, ServerMetrics metrics, RequestIds ids) {
    this.models = models;
    this.readiness = readiness;
    this.metrics = metrics;
    this.ids = ids;
  }

  /** An answer that is ready to be sent. */
  private record Page(int status, String contentType, ByteBuffer body) {}

  @Override
  public void handle(RequestHead head, BodyReader body, ResponseWriter response) {
    Page page;
    try {
      page = page(head.segments());
    } catch (PredictionException failure) {
      page = error(Status.of(failure).http(), String.valueOf(failure.getMessage()));
    }
    boolean reads = head.method().equals("GET") || head.method().equals("HEAD");
    boolean refused = page.status() != 404 && !reads;
    Page answer =
        refused
            ? error(405, "method " + head.method() + " on this path (expected: GET, HEAD)")
            : page;
    HeaderList headers = Correlation.of(head.headers(), ids).headers(answer.contentType());
    response.send(
        answer.status(),
        refused ? headers.add(HeaderName.ALLOW, "GET, HEAD") : headers,
        answer.body());
  }

  private Page page(List<String> path) {
    return switch (String.join("/", path)) {
      case "metrics" ->
          new Page(200, PROMETHEUS_TEXT, StandardCharsets.UTF_8.encode(metrics.scrape()));
      case "health/live" -> flag(200, "live", true);
      case "health/ready" -> flag(readiness.ready() ? 200 : 503, "ready", readiness.ready());
      case "admin/models" -> json(200, new ModelList(models)::write);
      default -> stack(path);
    };
  }

  private Page stack(List<String> path) {
    if (path.size() != 3 || !path.get(0).equals("admin") || !path.get(1).equals("stack")) {
      return error(404, NO_PATH);
    }
    Served served = models.resolve(path.get(2));
    return json(200, out -> writeStack(out, served));
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
    out.writeEndObject();
  }

  private Page flag(int status, String name, boolean value) {
    return json(
        status,
        out -> {
          out.writeStartObject();
          out.writeBooleanField(name, value);
          out.writeEndObject();
        });
  }

  private Page error(int status, String message) {
    return json(
        status,
        out -> {
          out.writeStartObject();
          out.writeStringField("error", message);
          out.writeEndObject();
        });
  }

  private Page json(int status, JsonStreams.Writing writing) {
    ByteSink sink = new ByteSink(new HeapRoom(Long.MAX_VALUE));
    json.write(sink, writing);
    return new Page(status, JSON, sink.view());
  }
}
