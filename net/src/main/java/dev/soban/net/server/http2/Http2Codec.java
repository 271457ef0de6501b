package dev.soban.net.server.http2;

import dev.soban.net.server.ServerLimits;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * Netty's codec of one connection, put together by hand, as its builder leaves some bounds to the
 * peer's goodwill.
 *
 * @param exchangeKey under which a stream keeps its exchange
 */
record Http2Codec(
    Http2ConnectionDecoder decoder,
    Http2ConnectionEncoder encoder,
    Http2Settings settings,
    Http2Connection.PropertyKey exchangeKey) {
  /** What a stream may send before somebody takes it. */
  private static final int STREAM_WINDOW_BYTES = 256 << 10;

  static Http2Codec of(ServerLimits limits) {
    int headerBytes = limits.sizes().headerBytes();
    int streams = limits.connections().streams();
    Http2Connection connection = new DefaultHttp2Connection(true, 0);
    // Now and not when the client confirms the settings, which it need not do.
    connection.remote().maxActiveStreams(streams);
    // Every stream gets the same share: priorities of HTTP/2 are passed over.
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    Http2Connection.PropertyKey exchangeKey = connection.newKey();
    Http2ConnectionEncoder encoder =
        new DefaultHttp2ConnectionEncoder(connection, new SentData(connection, exchangeKey));
    Http2Settings settings =
        new Http2Settings()
            .maxConcurrentStreams(streams)
            .maxHeaderListSize(headerBytes)
            .initialWindowSize(STREAM_WINDOW_BYTES);
    return new Http2Codec(
        decoder(connection, encoder, headerBytes), encoder, settings, exchangeKey);
  }

  private static Http2ConnectionDecoder decoder(
      Http2Connection connection, Http2ConnectionEncoder encoder, int headerBytes) {
    return new DefaultHttp2ConnectionDecoder(
        connection,
        encoder,
        new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(true, true, headerBytes)),
        Http2PromisedRequestVerifier.ALWAYS_VERIFY,
        true,
        true,
        true,
        true);
  }
}
