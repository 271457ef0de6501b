package dev.soban.net.server.http2;

/**
 * How a connection ends in order, on its event loop. A client learns that it should go elsewhere
 * before any request of its own is turned away; what it had begun by then is still answered.
 *
 * <p>{@code STAYING -> ANNOUNCED -> LEAVING -> CLOSING}: announced, requests that were under way
 * are still taken; leaving, none is; closing, the last answer is sent.
 */
final class Departure {
  private enum Stage {
    STAYING,
    ANNOUNCED,
    LEAVING,
    CLOSING
  }

  private final Http2Session session;
  private Stage stage = Stage.STAYING;

  Departure(Http2Session session) {
    this.session = session;
  }

  /** Takes the next step; to be called now and then while the server drains. */
  void draining() {
    if (stage == Stage.STAYING) {
      stage = Stage.ANNOUNCED;
      session.announceGoAway();
    } else {
      acknowledged();
    }
  }

  /** The client has heard of the announcement. */
  void acknowledged() {
    if (stage == Stage.ANNOUNCED) {
      leave();
    }
  }

  /** Takes no further request, and closes when every one has its answer. */
  void leave() {
    if (stage.compareTo(Stage.LEAVING) < 0) {
      stage = Stage.LEAVING;
      session.goAway();
      streamClosed();
    }
  }

  void streamClosed() {
    if (stage == Stage.LEAVING && session.streams().none()) {
      stage = Stage.CLOSING;
      session.closeLingering();
    }
  }

  /** Whether what still comes is to be dropped. */
  boolean closing() {
    return stage == Stage.CLOSING;
  }

  /** The connection ends by force. */
  void broken() {
    stage = Stage.CLOSING;
  }
}
