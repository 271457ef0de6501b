package dev.soban.server.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.control.Changes;
import dev.soban.server.http.Exchange;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.transport.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the admin port changes. Each answer says what is so now. Where a version is asked for, an
 * alias will do: it stands for what it names at that moment.
 */
final class AdminChanges {
  private static final int MAX_REQUEST_BYTES = 4 << 10;
  private static final String WANTED = "{\"version\": \"2\"}";

  private final LoadedModels models;
  private final Changes changes;
  private final JsonStreams json = new JsonStreams();

  AdminChanges(LoadedModels models, Changes changes) {
    this.models = models;
    this.changes = changes;
  }

  void load(Exchange exchange, AdminPath path) {
    String version = version(path.model(), path.detail());
    make(
        exchange,
        "load " + path.model() + "/" + version,
        control -> {
          VersionStatus status = control.load(path.model(), version, actor(exchange));
          return out -> {
            out.writeStringField("model", path.model());
            out.writeStringField("version", status.version());
            out.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
          };
        });
  }

  void unload(Exchange exchange, AdminPath path) {
    String version = version(path.model(), path.detail());
    make(
        exchange,
        "unload " + path.model() + "/" + version,
        control -> {
          control.unload(path.model(), version, actor(exchange));
          return out -> {
            out.writeStringField("model", path.model());
            out.writeStringField("version", version);
            out.writeStringField("state", "unloaded");
          };
        });
  }

  void pin(Exchange exchange, AdminPath path, boolean pinned) {
    String version = version(path.model(), path.detail());
    make(
        exchange,
        (pinned ? "pin " : "unpin ") + path.model() + "/" + version,
        control -> {
          control.pin(path.model(), version, pinned, actor(exchange));
          return out -> {
            out.writeStringField("model", path.model());
            out.writeStringField("version", version);
            out.writeBooleanField("pinned", pinned);
          };
        });
  }

  void rollback(Exchange exchange, AdminPath path) {
    make(
        exchange,
        "roll back alias " + path.detail() + " of " + path.model(),
        control -> {
          String version = control.rollback(path.model(), path.detail(), actor(exchange));
          return out -> {
            out.writeStringField("model", path.model());
            out.writeStringField("alias", path.detail());
            out.writeStringField("version", version);
          };
        });
  }

  void reload(Exchange exchange) {
    make(
        exchange,
        "reload",
        control -> {
          List<String> lines = control.reload(actor(exchange));
          return out -> {
            out.writeArrayFieldStart("changes");
            for (String line : lines) {
              out.writeString(line);
            }
            out.writeEndArray();
          };
        });
  }

  void alias(Exchange exchange, AdminPath path, BodyReader body) {
    var _ =
        body.readAll(MAX_REQUEST_BYTES)
            .whenComplete((bytes, failure) -> alias(exchange, path, bytes, failure));
  }

  private void alias(
      Exchange exchange, AdminPath path, @Nullable Body body, @Nullable Throwable failure) {
    if (body == null) {
      exchange.refuse(
          Refusal.ofBody(failure == null ? new IllegalStateException("no body") : failure));
      return;
    }
    String asked;
    try (body) {
      asked = wanted(body);
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
      return;
    }
    moveAlias(exchange, path, version(path.model(), asked));
  }

  private void moveAlias(Exchange exchange, AdminPath path, String version) {
    make(
        exchange,
        "alias " + path.detail() + " of " + path.model() + " to " + version,
        control -> {
          String before = control.alias(path.model(), path.detail(), version, actor(exchange));
          return out -> {
            out.writeStringField("model", path.model());
            out.writeStringField("alias", path.detail());
            out.writeStringField("version", version);
            out.writeStringField("before", before);
          };
        });
  }

  private String wanted(Body body) {
    if (body.size() == 0) {
      throw new InvalidInput("body: empty (expected: " + WANTED + ")");
    }
    return json.read(body.segment(), AdminChanges::wanted);
  }

  private static String wanted(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "body", WANTED);
    String version = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      if (!key.equals("version")) {
        throw new InvalidInput("body: another key than version (expected: " + WANTED + ")");
      }
      version = JsonObjects.string(parser, key);
    }
    if (version.isEmpty()) {
      throw new InvalidInput("version: missing (expected: " + WANTED + ")");
    }
    return version;
  }

  /** What an alias names; anything else as it is, also of a model that is not known yet. */
  private String version(String model, String versionOrAlias) {
    try {
      return models.aliases(model).getOrDefault(versionOrAlias, versionOrAlias);
    } catch (ModelNotFound notYet) {
      return versionOrAlias;
    }
  }

  private void make(Exchange exchange, String what, Changes.Change<JsonStreams.Writing> change) {
    changes.make(actor(exchange), what, change, new Answer(exchange));
  }

  static String actor(Exchange exchange) {
    return exchange.asker().actor(exchange.head().remoteAddress());
  }

  /** Tells what came of it. */
  record Answer(Exchange exchange) implements Changes.Outcome<JsonStreams.Writing> {
    @Override
    public void done(JsonStreams.Writing result) {
      exchange.json(
          200,
          out -> {
            out.writeStartObject();
            result.write(out);
            out.writeEndObject();
          });
    }

    @Override
    public void failed(PredictionException failure) {
      exchange.refuse(Refusal.of(failure));
    }
  }
}
