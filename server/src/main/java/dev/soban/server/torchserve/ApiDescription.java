package dev.soban.server.torchserve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.net.server.BodyReader;
import dev.soban.server.http.Endpoint;
import dev.soban.server.http.Exchange;
import dev.soban.server.http.Route;
import java.io.IOException;
import java.util.List;

/** What can be asked of which models, as short as OpenAPI allows. */
public record ApiDescription(LoadedModels models, String version) implements Endpoint.Answering {
  @Override
  public void answer(Exchange exchange, Route route, BodyReader body) {
    List<String> names =
        models.all().stream()
            .filter(status -> status.served().isPresent())
            .map(VersionStatus::name)
            .distinct()
            .toList();
    exchange.json(200, out -> write(out, names));
  }

  private void write(JsonGenerator out, List<String> names) throws IOException {
    out.writeStartObject();
    out.writeStringField("openapi", "3.0.1");
    out.writeObjectFieldStart("info");
    out.writeStringField("title", "Soban");
    out.writeStringField("version", version);
    out.writeEndObject();
    out.writeObjectFieldStart("paths");
    writePath(out, "/ping", "get", "ping");
    writePath(out, "/models", "get", "listModels");
    for (String name : names) {
      writePath(out, "/predictions/" + name, "post", "predict_" + name);
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void writePath(JsonGenerator out, String path, String method, String operation)
      throws IOException {
    out.writeObjectFieldStart(path);
    out.writeObjectFieldStart(method);
    out.writeStringField("operationId", operation);
    out.writeObjectFieldStart("responses");
    out.writeObjectFieldStart("200");
    out.writeStringField("description", "OK");
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }
}
