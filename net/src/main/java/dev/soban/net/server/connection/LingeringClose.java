package dev.soban.net.server.connection;

import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Ends our side once everything is sent and lets the peer send on for a while: closing with unread
 * input makes the kernel reset the connection, and the answer may be lost on its way. What still
 * comes is for the caller to drop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the pipeline tells of failures
public final class LingeringClose {
  private static final int LINGER_MILLIS = 2_000;

  private LingeringClose() {}

  /**
   * @param lastWrite what must be sent before
   */
  public static void after(ChannelFuture lastWrite) {
    SocketChannel channel = (SocketChannel) lastWrite.channel();
    channel.config().setAutoRead(true);
    lastWrite.addListener(sent -> endOutput(channel));
  }

  private static void endOutput(SocketChannel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      // A peer takes an end without TLS's own mark for an attack.
      tls.closeOutbound().addListener(marked -> channel.shutdownOutput());
    }
    channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }
}
