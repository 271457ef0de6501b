package dev.soban.net.server.http2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.soban.net.BodyException.ConnectionClosed;
import dev.soban.net.HeaderList;
import dev.soban.net.server.RejectionFormatter.Formatted;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.connection.ConnectionPace;
import dev.soban.net.server.connection.ConnectionPace.Phase;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.exchange.Exchange;
import dev.soban.net.server.exchange.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** An exchange over one stream of HTTP/2. */
final class Http2Exchange extends Exchange {
  private final StreamWire wire;
  private final Http2Body source;
  private final Serving serving;
  private final ConnectionPace pace;
  private boolean served;

  Http2Exchange(RequestHead head, Http2Body source, StreamWire wire) {
    super(head, source.incoming(), wire.executor());
    this.wire = wire;
    this.source = source;
    serving = wire.session().serving();
    pace = new ConnectionPace(serving.config().limits().pace());
  }

  StreamWire wire() {
    return wire;
  }

  void serve() {
    served = true;
    serving.handle(this);
  }

  void refuse(Refusal refusal) {
    serving.refuse(this, refusal);
  }

  /** Takes data of the request and owns it. */
  void data(ByteBuf bytes, boolean last) {
    try {
      source.data(bytes, last);
    } catch (Throwable thrown) {
      serving.failed(this, thrown);
    }
    discardIfAnswered();
  }

  /** The request is complete. */
  void requestEnded() {
    data(Unpooled.EMPTY_BUFFER, true);
  }

  // How answers are written.

  @Override
  protected void writeWhole(int status, HeaderList headers, ByteBuffer content) {
    int length = content.remaining();
    boolean headAlone = bodiless() || length == 0;
    wire.headers(
        ResponseHeaders.of(status, headers, mayHaveLength(status) ? length : -1), headAlone);
    if (!headAlone) {
      wire.data(wire.allocator().directBuffer(length).writeBytes(content.duplicate()), true);
    }
  }

  @Override
  protected void writeHead(int status, HeaderList headers, long promisedBytes) {
    long length = mayHaveLength(status) ? promisedBytes : -1;
    wire.headers(ResponseHeaders.of(status, headers, length), false);
  }

  @Override
  protected CompletionStage<Void> writeChunk(ByteBuffer chunk) {
    ByteBuf copy = wire.allocator().directBuffer(chunk.remaining()).writeBytes(chunk.duplicate());
    wire.data(copy, false);
    return wire.writable();
  }

  @Override
  protected void writeEnd(boolean broken) {
    if (broken) {
      breakOff();
    } else {
      wire.data(Unpooled.EMPTY_BUFFER, true);
    }
  }

  @Override
  public void breakOff() {
    wire.reset(Http2Error.INTERNAL_ERROR);
  }

  @Override
  protected void ended() {
    countAnswer();
    discardIfAnswered();
  }

  private void countAnswer() {
    if (served) {
      serving.traffic().answered();
    }
  }

  /** What comes of the body after the answer is dropped; if much is to come, only for a while. */
  private void discardIfAnswered() {
    if (answered() && !body().ended()) {
      boolean disposable = body().disposable();
      body().discard();
      source.resume();
      if (!disposable) {
        wire.resetLater(Http2Error.NO_ERROR);
      }
    }
  }

  // Ends.

  /** The peer may have left; an answer may still be tried. */
  void inputEnded() {
    if (body().wantsMore()) {
      source.fail(new ConnectionClosed());
    }
    disconnect();
  }

  void streamClosed() {
    wire.closed();
    boolean unfinished = !answered();
    disconnect();
    if (unfinished && !answered()) {
      overrule();
      countAnswer();
    }
    source.fail(new ConnectionClosed());
  }

  // What time asks.

  /** Looks at how long the peer has kept this stream waiting. */
  void look(long nowNanos) {
    Phase phase = phase();
    long progress =
        switch (phase) {
          case WRITING -> wire.sentBytes();
          case BODY -> body().receivedBytes();
          default -> 0;
        };
    switch (pace.observe(nowNanos, phase, progress)) {
      case REFUSE_SLOW_BODY -> refuseSlowBody();
      case ABORT_STALLED -> wire.reset(Http2Error.CANCEL);
      default -> {}
    }
  }

  private Phase phase() {
    if (wire.pending()) {
      return Phase.WRITING;
    }
    return body().awaited() ? Phase.BODY : Phase.HANDLING;
  }

  private void refuseSlowBody() {
    if (!unanswered()) {
      wire.reset(answered() ? Http2Error.NO_ERROR : Http2Error.CANCEL);
      return;
    }
    overrule();
    countAnswer();
    Formatted formatted = serving.rejected(Refusal.SLOW_BODY, head().headers());
    writeWhole(
        Refusal.SLOW_BODY.status(),
        formatted.headers(),
        ByteBuffer.wrap(formatted.body().getBytes(UTF_8)));
    source.fail(new ConnectionClosed());
    wire.resetLater(Http2Error.NO_ERROR);
  }
}
