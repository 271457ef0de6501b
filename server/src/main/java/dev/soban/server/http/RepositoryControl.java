package dev.soban.server.http;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException;
import dev.soban.net.Body;
import dev.soban.net.server.BodyReader;
import dev.soban.server.control.Changes;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.oip.RepositoryRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loading and unloading as the protocol means it: of a model, not of one of its versions. To load
 * is to look through the repository again and to make sure that the version answers which answers
 * by default; to unload is to unload every version.
 */
final class RepositoryControl {
  private static final int MAX_REQUEST_BYTES = 64 << 10;

  private final LoadedModels models;
  private final Changes changes;
  private final JsonStreams json;

  RepositoryControl(LoadedModels models, Changes changes, JsonStreams json) {
    this.models = models;
    this.changes = changes;
    this.json = json;
  }

  void answer(Exchange exchange, Route route, BodyReader body) {
    var _ =
        body.readAll(MAX_REQUEST_BYTES)
            .whenComplete((bytes, failure) -> received(exchange, route, bytes, failure));
  }

  private void received(
      Exchange exchange, Route route, @Nullable Body body, @Nullable Throwable failure) {
    if (body == null) {
      exchange.refuse(
          Refusal.ofBody(failure == null ? new IllegalStateException("no body") : failure));
      return;
    }
    try (body) {
      RepositoryRequest.check(body.segment(), json);
    } catch (RuntimeException e) {
      exchange.refuse(Refusal.of(Failures.of(e)));
      return;
    }
    change(exchange, route.endpoint() == Route.Endpoint.REPOSITORY_LOAD, route.model());
  }

  private void change(Exchange exchange, boolean load, String model) {
    String actor = exchange.asker().actor(exchange.head().remoteAddress());
    changes.make(
        actor,
        (load ? "load " : "unload ") + model,
        control -> load ? load(control, model, actor) : unload(control, model, actor),
        new Changes.Outcome<>() {
          @Override
          public void done(Boolean changed) {
            exchange.writer().send(200, exchange.headers(Exchange.JSON), new byte[0]);
          }

          @Override
          public void failed(PredictionException failure) {
            exchange.refuse(Refusal.of(failure));
          }
        });
  }

  private boolean load(ModelControl control, String model, String actor) {
    List<String> found = control.reload(actor);
    VersionStatus usual = usual(model);
    boolean ready = usual.state() == VersionState.READY;
    if (!ready) {
      var _ = control.load(model, usual.version(), actor);
    }
    return !ready || !found.isEmpty();
  }

  /** The version that is to answer where none is asked for. */
  private VersionStatus usual(String model) {
    List<VersionStatus> versions = models.versions(model);
    String champion = models.aliases(model).get(LoadedModels.DEFAULT_ALIAS);
    return versions.stream()
        .filter(status -> status.version().equals(champion))
        .findFirst()
        .orElseGet(versions::getLast);
  }

  private boolean unload(ModelControl control, String model, String actor) {
    List<VersionStatus> ready =
        models.versions(model).stream()
            .filter(status -> status.state() == VersionState.READY)
            .toList();
    ready.forEach(status -> control.unload(model, status.version(), actor));
    return !ready.isEmpty();
  }
}
