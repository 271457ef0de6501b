package dev.soban.net.server.http1;

import dev.soban.net.BodyException.ConnectionClosed;
import dev.soban.net.server.connection.LingeringClose;
import dev.soban.net.server.connection.OutboundProgress;
import dev.soban.net.server.connection.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection's way out. Answers given while input is being read are flushed together at its end,
 * so that pipelined answers leave in one write.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
final class Outgoing {
  private static final CompletionStage<Void> WRITABLE = CompletableFuture.completedStage(null);

  private final ChannelHandlerContext context;
  private final Traffic traffic;
  private final OutboundProgress progress;
  private @Nullable CompletableFuture<Void> writableAgain;
  private boolean reading;
  private boolean unflushed;

  Outgoing(ChannelHandlerContext context, Traffic traffic) {
    this.context = context;
    this.traffic = traffic;
    progress = new OutboundProgress(context.channel());
  }

  void write(ByteBuf bytes) {
    int length = bytes.readableBytes();
    progress.enqueued(length);
    traffic.sent(length);
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

  OutboundProgress progress() {
    return progress;
  }

  /** Closes once everything is sent. */
  void closeAfterAll() {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Ends our side once everything is sent, while the peer may send on for a while. */
  void closeLingering() {
    LingeringClose.after(context.writeAndFlush(Unpooled.EMPTY_BUFFER));
  }
}
