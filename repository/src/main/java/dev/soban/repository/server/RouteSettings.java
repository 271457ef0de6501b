package dev.soban.repository.server;

import org.jspecify.annotations.Nullable;

/**
 * How routes of other servers answer where those servers disagree.
 *
 * @param v1Status whose form the status of a model has under {@code /v1}
 * @param torchServeStatus whose status codes the routes of TorchServe have
 * @param defaultModel answers {@code /invocations} when none is named; null when nothing says one
 */
public record RouteSettings(
    V1Status v1Status, TorchServeStatus torchServeStatus, @Nullable String defaultModel) {
  public static final RouteSettings DEFAULT =
      new RouteSettings(V1Status.KSERVE, TorchServeStatus.SOBAN, null);

  /** Whose form. */
  public enum V1Status {
    KSERVE,
    TENSORFLOW
  }

  /** Whose codes. */
  public enum TorchServeStatus {
    SOBAN,
    TORCHSERVE
  }
}
