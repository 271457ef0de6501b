package dev.soban.net.server.http1;

import dev.soban.net.server.connection.ConnectionPace;
import dev.soban.net.server.connection.ConnectionPace.Phase;
import dev.soban.net.server.connection.ConnectionPace.Verdict;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.exchange.Refusal;
import org.jspecify.annotations.Nullable;

/** Shows a connection's state to its pace and does what that decides. */
final class SlowPeerWatch {
  private final Http1Connection connection;
  private final Http1Decoder decoder;
  private final Outgoing outgoing;
  private final ConnectionPace pace;
  private final Serving serving;

  SlowPeerWatch(
      Http1Connection connection, Http1Decoder decoder, Outgoing outgoing, Serving serving) {
    this.connection = connection;
    this.decoder = decoder;
    this.outgoing = outgoing;
    this.serving = serving;
    pace = new ConnectionPace(serving.config().limits().pace());
  }

  void look(@Nullable Http1Exchange current, long requests, boolean leaving) {
    Phase phase = phase(current, leaving);
    long progress =
        switch (phase) {
          case WRITING -> outgoing.progress().takenBytes();
          case BODY -> current == null ? 0 : current.body().receivedBytes();
          case IDLE, HEAD, HANDLING -> requests;
        };
    act(pace.observe(serving.config().ticker().nanos(), phase, progress), current, leaving);
  }

  private Phase phase(@Nullable Http1Exchange current, boolean leaving) {
    if (outgoing.progress().pending()) {
      return Phase.WRITING;
    }
    if (leaving) {
      return Phase.HANDLING;
    }
    if (current == null) {
      return decoder.midHead() ? Phase.HEAD : Phase.IDLE;
    }
    return current.body().awaited() ? Phase.BODY : Phase.HANDLING;
  }

  private void act(Verdict verdict, @Nullable Http1Exchange current, boolean leaving) {
    switch (verdict) {
      case FINE -> {
        boolean idle = !leaving && current == null && !decoder.midHead();
        if (idle && serving.open().draining()) {
          connection.leave();
        }
      }
      case CLOSE_IDLE -> connection.leave();
      case REFUSE_SLOW_HEAD -> connection.refuse(Refusal.SLOW_HEAD, null);
      case REFUSE_SLOW_BODY -> connection.refuseSlowBody();
      case ABORT_STALLED -> connection.abort();
    }
  }
}
