package dev.soban.server.admin;

import dev.soban.core.lifecycle.Lease;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.control.Changes;
import dev.soban.server.http.Exchange;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.prewarm.Prewarming;
import dev.soban.server.prewarm.Prewarming.Report;
import dev.soban.server.transport.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Fills the cache of a version beforehand, and empties it. A version may be named by an alias. */
final class CacheChanges {
  private static final long MAX_REQUEST_BYTES = 64L << 20;

  private final LoadedModels models;
  private final Changes changes;
  private final Prewarming prewarming;

  CacheChanges(LoadedModels models, Changes changes, Prewarming prewarming) {
    this.models = models;
    this.changes = changes;
    this.prewarming = prewarming;
  }

  void clear(Exchange exchange, AdminPath path) {
    make(
        exchange,
        "clear cache of " + path.model() + "/" + path.detail(),
        () -> {
          try (Lease lease = models.acquire(path.model(), path.detail())) {
            long removed = cache(lease.served()).clear();
            return told(lease.served(), out -> out.writeNumberField("removed", removed));
          }
        });
  }

  /** With what the body asks, or with what the model's owner wrote when there is none. */
  void prewarm(Exchange exchange, AdminPath path, BodyReader body) {
    var _ =
        body.readAllDecoded(MAX_REQUEST_BYTES)
            .whenComplete((bytes, failure) -> prewarm(exchange, path, bytes, failure));
  }

  private void prewarm(
      Exchange exchange, AdminPath path, @Nullable Body body, @Nullable Throwable failure) {
    if (body == null) {
      exchange.refuse(
          Refusal.ofBody(failure == null ? new IllegalStateException("no body") : failure));
      return;
    }
    String lines;
    try (body) {
      lines = new String(body.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
    make(
        exchange,
        "prewarm cache of " + path.model() + "/" + path.detail(),
        () -> {
          try (Lease lease = models.acquire(path.model(), path.detail())) {
            return told(lease.served(), report(lease.served(), lines));
          }
        });
  }

  private JsonStreams.Writing report(Served served, String lines) {
    Report report = lines.isBlank() ? ofOwner(served) : of(served, lines);
    return out -> {
      out.writeNumberField("requests", report.requests());
      out.writeNumberField("answered", report.answered());
      out.writeArrayFieldStart("problems");
      for (String problem : report.problems()) {
        out.writeString(problem);
      }
      out.writeEndArray();
    };
  }

  private Report of(Served served, String lines) {
    try {
      return prewarming.run(served, new BufferedReader(new StringReader(lines)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Report ofOwner(Served served) {
    Path file =
        cache(served)
            .prewarmFile()
            .orElseThrow(
                () ->
                    new InvalidInput(
                        "body: empty (expected: requests in JSON, one to a line, or cache.prewarm in"
                            + " the model's model.yaml)"));
    return prewarming.run(served, file);
  }

  private static PredictionCache cache(Served served) {
    return served
        .cache()
        .orElseThrow(
            () ->
                new Conflict(
                    "model "
                        + served.id()
                        + ": keeps no answers (expected: cache.enabled in its model.yaml)"));
  }

  private static JsonStreams.Writing told(Served served, JsonStreams.Writing result) {
    return out -> {
      out.writeStringField("model", served.id().name());
      out.writeStringField("version", served.id().version());
      result.write(out);
    };
  }

  /** What is to be done to a cache; blocking. */
  private interface Work {
    JsonStreams.Writing run();
  }

  private void make(Exchange exchange, String what, Work work) {
    changes.make(
        AdminChanges.actor(exchange),
        what,
        control -> work.run(),
        new AdminChanges.Answer(exchange));
  }
}
