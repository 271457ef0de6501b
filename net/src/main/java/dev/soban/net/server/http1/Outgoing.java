package dev.soban.net.server.http1;

import dev.soban.net.BodyException.ConnectionClosed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection's way out. Answers given while input is being read are flushed together at its end,
 * so that pipelined answers leave in one write.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
final class Outgoing {
  private static final int LINGER_MILLIS = 2_000;
  private static final CompletionStage<Void> WRITABLE = CompletableFuture.completedStage(null);

  private final ChannelHandlerContext context;
  private final Traffic traffic;
  private @Nullable CompletableFuture<Void> writableAgain;
  private boolean reading;
  private boolean unflushed;
  private long enqueuedBytes;

  Outgoing(ChannelHandlerContext context, Traffic traffic) {
    this.context = context;
    this.traffic = traffic;
  }

  void write(ByteBuf bytes) {
    int length = bytes.readableBytes();
    enqueuedBytes += length;
    traffic.sentBytes.add(length);
    context.write(bytes, context.voidPromise());
    if (reading) {
      unflushed = true;
    } else {
      context.flush();
    }
  }

  void readingStarts() {
    reading = true;
  }

  void readingEnds() {
    reading = false;
    if (unflushed) {
      unflushed = false;
      context.flush();
    }
  }

  /** Completes when the channel takes more. */
  CompletionStage<Void> writable() {
    if (context.channel().isWritable()) {
      return WRITABLE;
    }
    if (!context.channel().isActive()) {
      return CompletableFuture.failedStage(new ConnectionClosed());
    }
    if (writableAgain == null) {
      writableAgain = new CompletableFuture<>();
    }
    return writableAgain;
  }

  void writabilityChanged() {
    CompletableFuture<Void> waiting = writableAgain;
    if (waiting != null && context.channel().isWritable()) {
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

  boolean pending() {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    return buffer != null && buffer.totalPendingWriteBytes() > 0;
  }

  /** How many bytes the peer's side has taken, give or take Netty's own accounting. */
  long takenBytes() {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    if (buffer == null) {
      return enqueuedBytes;
    }
    return enqueuedBytes - buffer.totalPendingWriteBytes() + buffer.currentProgress();
  }

  /** Closes once everything is sent. */
  void closeAfterAll() {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Ends our side once everything is sent and lets the peer send on for a while: closing with
   * unread input makes the kernel reset the connection, and the answer may be lost on its way.
   */
  void closeLingering() {
    SocketChannel channel = (SocketChannel) context.channel();
    channel.config().setAutoRead(true);
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              channel.shutdownOutput();
              channel
                  .eventLoop()
                  .schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
            });
  }
}
