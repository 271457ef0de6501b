package dev.soban.net.server.http2;

import dev.soban.net.BodyException.ConnectionClosed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream as its exchange sees it. What is said on a stream that is closed is dropped. */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
final class StreamWire {
  private static final int LINGER_MILLIS = 2_000;
  private static final CompletionStage<Void> WRITABLE = CompletableFuture.completedStage(null);

  private final Http2Session session;
  private final Http2Stream stream;
  private @Nullable CompletableFuture<Void> writableAgain;
  private @Nullable ChannelFuture lastWrite;
  private boolean lingering;
  private long sentBytes;

  StreamWire(Http2Session session, Http2Stream stream) {
    this.session = session;
    this.stream = stream;
  }

  Http2Session session() {
    return session;
  }

  EventLoop executor() {
    return session.channel().eventLoop();
  }

  ByteBufAllocator allocator() {
    return session.channel().alloc();
  }

  private boolean mayWrite() {
    return stream.state().localSideOpen() && !stream.isResetSent();
  }

  /**
   * @param last whether nothing follows
   */
  void headers(Http2Headers headers, boolean last) {
    if (mayWrite()) {
      lastWrite = session.writeHeaders(stream.id(), headers, last);
      session.flushSoon();
    }
  }

  /** Takes the data and owns it. */
  void data(ByteBuf data, boolean last) {
    if (mayWrite()) {
      lastWrite = session.writeData(stream.id(), data, last);
      session.flushSoon();
    } else {
      data.release();
    }
  }

  /** The peer's windows have let out that much more. */
  void sent(int bytes) {
    sentBytes += bytes;
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Whether data waits for the peer's windows. */
  boolean pending() {
    return session.encoder().flowController().hasFlowControlled(stream);
  }

  /** Lets the peer send that much more. */
  void consumed(int bytes) {
    try {
      if (session.decoder().flowController().consumeBytes(stream, bytes)) {
        session.flushSoon();
      }
    } catch (Http2Exception e) {
      throw new IllegalStateException("stream " + stream.id() + ": window", e);
    }
  }

  void reset(Http2Error error) {
    session.reset(stream.id(), error);
  }

  /**
   * Resets a while after what was written is sent, if the stream is still open then. Not at once:
   * some clients take a reset for an error though they have the whole answer.
   */
  void resetLater(Http2Error error) {
    ChannelFuture last = lastWrite;
    if (lingering || last == null) {
      return;
    }
    lingering = true;
    last.addListener(
        sent ->
            executor().schedule(() -> resetIfOpen(error), LINGER_MILLIS, TimeUnit.MILLISECONDS));
  }

  private void resetIfOpen(Http2Error error) {
    if (stream.state() != Http2Stream.State.CLOSED) {
      reset(error);
    }
  }

  /** Completes when the stream takes more. */
  CompletionStage<Void> writable() {
    if (!mayWrite()) {
      return CompletableFuture.failedStage(new ConnectionClosed());
    }
    if (session.encoder().flowController().isWritable(stream)) {
      return WRITABLE;
    }
    if (writableAgain == null) {
      writableAgain = new CompletableFuture<>();
    }
    return writableAgain;
  }

  void writabilityChanged() {
    CompletableFuture<Void> waiting = writableAgain;
    if (waiting != null && session.encoder().flowController().isWritable(stream)) {
      writableAgain = null;
      waiting.complete(null);
    }
  }

  void closed() {
    CompletableFuture<Void> waiting = writableAgain;
    if (waiting != null) {
      writableAgain = null;
      waiting.completeExceptionally(new ConnectionClosed());
    }
  }
}
