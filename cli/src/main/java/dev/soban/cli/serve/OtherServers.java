package dev.soban.cli.serve;

import dev.soban.repository.server.RouteSettings.TorchServeStatus;
import dev.soban.server.routes.RouteSettings;
import dev.soban.server.v1.StatusForm;
import java.util.Optional;

/** Hands the settings on that say how other servers' routes answer. */
final class OtherServers {
  private OtherServers() {}

  static RouteSettings of(dev.soban.repository.server.RouteSettings settings) {
    StatusForm status =
        switch (settings.v1Status()) {
          case KSERVE -> StatusForm.KSERVE;
          case TENSORFLOW -> StatusForm.TENSORFLOW;
        };
    return new RouteSettings(
        status,
        settings.torchServeStatus() == TorchServeStatus.TORCHSERVE,
        Optional.ofNullable(settings.defaultModel()));
  }
}
