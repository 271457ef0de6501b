package dev.soban.net.server.connection;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Tells what is worth an operator's attention from what peers and networks do every day. */
public final class ConnectionFailure {
  private static final System.Logger LOG = System.getLogger(ConnectionFailure.class.getName());

  private ConnectionFailure() {}

  public static void log(Channel channel, Throwable cause) {
    boolean usual = cause instanceof IOException || isOfTls(cause);
    LOG.log(
        usual ? Level.DEBUG : Level.WARNING,
        "connection of " + channel.remoteAddress() + " failed",
        cause);
  }

  /** SSLException is an IOException. */
  private static boolean isOfTls(@Nullable Throwable cause) {
    return cause instanceof DecoderException && cause.getCause() instanceof IOException;
  }
}
