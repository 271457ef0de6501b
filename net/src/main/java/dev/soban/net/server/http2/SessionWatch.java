package dev.soban.net.server.http2;

import dev.soban.net.server.connection.ConnectionPace;
import dev.soban.net.server.connection.ConnectionPace.Phase;
import dev.soban.net.server.connection.OutboundProgress;
import dev.soban.net.server.connection.Serving;

/** Shows a connection and its streams to their paces and does what those decide. */
final class SessionWatch {
  private final Http2Session session;
  private final Serving serving;
  private final OutboundProgress progress;
  private final ConnectionPace pace;

  SessionWatch(Http2Session session, Serving serving, OutboundProgress progress) {
    this.session = session;
    this.serving = serving;
    this.progress = progress;
    pace = new ConnectionPace(serving.config().limits().pace());
  }

  void look() {
    long nowNanos = serving.config().ticker().nanos();
    session.streams().forEach(exchange -> exchange.look(nowNanos));
    Phase phase = phase();
    long done = phase == Phase.WRITING ? progress.takenBytes() : session.streams().requests();
    switch (pace.observe(nowNanos, phase, done)) {
      case CLOSE_IDLE, REFUSE_SLOW_HEAD -> session.departure().leave();
      case ABORT_STALLED -> session.abort();
      case FINE, REFUSE_SLOW_BODY -> {}
    }
    if (serving.open().draining()) {
      session.departure().draining();
    }
  }

  private Phase phase() {
    if (progress.pending()) {
      return Phase.WRITING;
    }
    if (session.departure().closing() || !session.streams().none()) {
      return Phase.HANDLING;
    }
    return session.hasPartOfFrame() ? Phase.HEAD : Phase.IDLE;
  }
}
