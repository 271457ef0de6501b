package dev.soban.net.server.http2;

import dev.soban.net.HttpVersion;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.connection.Serving;
import dev.soban.net.server.exchange.IncomingBody;
import dev.soban.net.server.exchange.Refusal;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The exchanges of one connection, each with its stream. On the event loop. */
final class Streams {
  private final Http2Session session;
  private final Serving serving;
  private final InetSocketAddress remote;
  private final Http2Connection.PropertyKey exchangeKey;
  private long requests;

  Streams(
      Http2Session session,
      Serving serving,
      InetSocketAddress remote,
      Http2Connection.PropertyKey exchangeKey) {
    this.session = session;
    this.serving = serving;
    this.remote = remote;
    this.exchangeKey = exchangeKey;
  }

  /** How many requests have come. */
  long requests() {
    return requests;
  }

  boolean none() {
    return session.connection().numActiveStreams() == 0;
  }

  @Nullable Http2Exchange of(int streamId) {
    Http2Stream stream = session.connection().stream(streamId);
    return stream == null ? null : of(stream);
  }

  @Nullable Http2Exchange of(Http2Stream stream) {
    return stream.getProperty(exchangeKey);
  }

  void forEach(Consumer<Http2Exchange> action) {
    visit(
        stream -> {
          Http2Exchange exchange = of(stream);
          if (exchange != null) {
            action.accept(exchange);
          }
        });
  }

  /** Ends every stream, without a word to the peer. */
  void close() {
    visit(Http2Stream::close);
  }

  private void visit(Consumer<Http2Stream> action) {
    try {
      session
          .connection()
          .forEachActiveStream(
              stream -> {
                action.accept(stream);
                return true;
              });
    } catch (Http2Exception e) {
      throw new IllegalStateException("streams cannot be visited", e);
    }
  }

  /** A head came that begins a request. */
  void requested(int streamId, Http2Headers headers, boolean endStream) throws Http2Exception {
    if (RequestCheck.malformed(headers)) {
      throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "malformed head");
    }
    Refusal refusal = RequestCheck.refusal(headers, serving.config().limits().sizes());
    IncomingBody.Declared declared = RequestCheck.declared(headers, endStream);
    Http2Exchange exchange = begin(streamId, head(headers), declared);
    if (refusal == null) {
      exchange.serve();
    } else {
      exchange.refuse(refusal);
    }
  }

  private RequestHead head(Http2Headers headers) {
    String method = String.valueOf(headers.method());
    String target = RequestCheck.target(headers);
    return new RequestHead(
        method,
        target == null ? "/" : target,
        HttpVersion.HTTP_2,
        new RequestHeaders(headers),
        remote,
        session.channel().eventLoop(),
        serving.config().ticker().nanos());
  }

  /** A request without body came in HTTP/1.1; it is answered on the first stream. */
  void upgraded(RequestHead head) {
    RequestHead same =
        new RequestHead(
            head.method(),
            head.target(),
            HttpVersion.HTTP_2,
            head.headers(),
            remote,
            head.executor(),
            head.receivedAtNanos());
    IncomingBody.Declared nothing = new IncomingBody.Declared(0, null, false);
    begin(Http2CodecUtil.HTTP_UPGRADE_STREAM_ID, same, nothing).serve();
  }

  private Http2Exchange begin(int streamId, RequestHead head, IncomingBody.Declared declared) {
    requests++;
    Http2Stream stream = session.connection().stream(streamId);
    StreamWire wire = new StreamWire(session, stream);
    Http2Exchange exchange = new Http2Exchange(head, new Http2Body(wire, declared), wire);
    stream.setProperty(exchangeKey, exchange);
    return exchange;
  }
}
