package dev.soban.net.server.http1;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's wish to be answered in HTTP/2.
 *
 * @param settings of the client
 */
record Upgrade(Http2Settings settings) {
  private static final String SETTINGS = "http2-settings";
  private static final int SETTING_BYTES = 6;

  /** Null where there is no such wish, or none that may be granted: it is then passed over. */
  static @Nullable Upgrade of(HttpRequest request, SocketChannel channel) {
    HttpHeaders headers = request.headers();
    if (!headers.contains(HttpHeaderNames.UPGRADE)) {
      return null;
    }
    boolean wanted =
        headers.containsValue(HttpHeaderNames.UPGRADE, "h2c", true)
            && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderNames.UPGRADE, true)
            && headers.containsValue(HttpHeaderNames.CONNECTION, SETTINGS, true);
    // A body would have to be read whole before anything may be said in HTTP/2.
    boolean granted =
        RequestCheck.declared(request).length() == 0
            && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
            && channel.pipeline().get(SslHandler.class) == null;
    Http2Settings settings = wanted && granted ? settings(headers.getAll(SETTINGS)) : null;
    if (settings == null) {
      return null;
    }
    headers.remove(HttpHeaderNames.UPGRADE).remove(HttpHeaderNames.CONNECTION).remove(SETTINGS);
    return new Upgrade(settings);
  }

  private static @Nullable Http2Settings settings(List<String> values) {
    if (values.size() != 1) {
      return null;
    }
    try {
      return settings(ByteBuffer.wrap(Base64.getUrlDecoder().decode(values.getFirst())));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Http2Settings settings(ByteBuffer payload) {
    if (payload.remaining() % SETTING_BYTES != 0) {
      return null;
    }
    Http2Settings settings = new Http2Settings();
    while (payload.hasRemaining()) {
      settings.put(payload.getChar(), Long.valueOf(payload.getInt() & 0xffffffffL));
    }
    return settings;
  }
}
