package dev.soban.server.routes;

import dev.soban.server.v1.StatusForm;
import java.util.Optional;

/**
 * What routes of other servers need to be told, because those servers disagree.
 *
 * @param v1Status whose form {@code GET /v1/models/{model}} has
 * @param torchServeErrors whether the routes of TorchServe have its status codes and type names too
 * @param defaultModel which model is meant where none is named
 */
public record RouteSettings(
    StatusForm v1Status, boolean torchServeErrors, Optional<String> defaultModel) {
  public static final RouteSettings DEFAULT =
      new RouteSettings(StatusForm.KSERVE, false, Optional.empty());
}
