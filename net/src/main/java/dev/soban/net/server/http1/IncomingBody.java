package dev.soban.net.server.http1;

import dev.soban.net.Body;
import dev.soban.net.BodyException;
import dev.soban.net.BodyException.BadBody;
import dev.soban.net.BodyException.BodyTooLarge;
import dev.soban.net.BodyException.UnsupportedEncoding;
import dev.soban.net.server.BodyConsumer;
import dev.soban.net.server.BodyReader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The body of the request at hand. At most one chunk that nobody asked for waits here, so that an
 * end which follows it is seen; the rest waits in the decoder and in the socket.
 */
final class IncomingBody implements BodyReader {
  private static final int DISPOSABLE_BYTES = 64 << 10;

  private final Http1Connection connection;
  private final long declaredLength;
  private final @Nullable String contentEncoding;
  private boolean continueAwaited;
  private @Nullable ChunkSink sink;
  private @Nullable ByteBuf parked;
  private @Nullable BodyException failure;
  private boolean ended;
  private boolean discarding;
  private long demand;
  private long receivedBytes;

  IncomingBody(Http1Connection connection, HttpRequest request) {
    HttpHeaders headers = request.headers();
    this.connection = connection;
    declaredLength = declaredLength(headers);
    contentEncoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    boolean waits = headers.contains(HttpHeaderNames.EXPECT) && declaredLength != 0;
    continueAwaited = waits && request.protocolVersion().minorVersion() > 0;
    ended = declaredLength == 0;
  }

  private static long declaredLength(HttpHeaders headers) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      return Long.parseLong(length);
    }
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING) ? -1 : 0;
  }

  @Override
  public long declaredLength() {
    return declaredLength;
  }

  @Override
  public CompletionStage<Body> readAll() {
    return readAll(connection.maxBodyBytes());
  }

  @Override
  public CompletionStage<Body> readAll(long maxBytes) {
    if (declaredLength > maxBytes) {
      return CompletableFuture.failedStage(BodyTooLarge.over(maxBytes));
    }
    BodyCollector collector = new BodyCollector(connection.allocator(), maxBytes);
    attach(collector);
    request(Long.MAX_VALUE);
    return collector.whole();
  }

  @Override
  public CompletionStage<Body> readAllDecoded(long maxBytes) {
    ContentDecoding decoding = ContentDecoding.named(contentEncoding);
    if (decoding == null) {
      return CompletableFuture.failedStage(
          new UnsupportedEncoding(String.valueOf(contentEncoding)));
    }
    CompletionStage<Body> sent = readAll(maxBytes);
    if (decoding == ContentDecoding.IDENTITY) {
      return sent;
    }
    return new DecodedBody(decoding, connection.allocator(), maxBytes, connection.executor())
        .from(sent);
  }

  @Override
  public void subscribe(BodyConsumer consumer) {
    attach(new ConsumerSink(consumer));
  }

  @Override
  public void request(long chunks) {
    if (chunks < 1) {
      throw new IllegalArgumentException("chunks: " + chunks + " (expected: >= 1)");
    }
    long sum = demand + chunks;
    demand = sum < 0 ? Long.MAX_VALUE : sum;
    if (continueAwaited) {
      continueAwaited = false;
      connection.writeContinue();
    }
    deliverParked();
    connection.resume();
  }

  private void attach(ChunkSink chosen) {
    if (sink != null) {
      throw new IllegalStateException("body: read twice (expected: once)");
    }
    sink = chosen;
    if (failure != null) {
      chosen.fail(failure);
    } else if (ended && parked == null) {
      chosen.end();
    }
  }

  private void deliverParked() {
    ByteBuf bytes = parked;
    if (bytes != null && sink != null) {
      parked = null;
      deliver(sink, bytes);
    }
  }

  /** Takes what the decoder found next. */
  void accept(HttpContent content) {
    continueAwaited = false;
    ByteBuf bytes = content.content();
    receivedBytes += bytes.readableBytes();
    if (content.decoderResult().isFailure()) {
      bytes.release();
      fail(new BadBody("malformed chunk"));
      return;
    }
    ended = content instanceof LastHttpContent;
    boolean unwanted = discarding || failure != null || !bytes.isReadable();
    if (unwanted) {
      bytes.release();
      endIfUnwanted();
    } else if (sink == null || demand == 0) {
      parked = bytes;
    } else {
      deliver(sink, bytes);
    }
  }

  private void endIfUnwanted() {
    if (ended && sink != null && failure == null && !discarding) {
      sink.end();
    }
  }

  private void deliver(ChunkSink taker, ByteBuf bytes) {
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    boolean last = ended;
    taker.chunk(bytes, last);
    if (last) {
      taker.end();
    }
  }

  /** Nothing more will come; whoever reads or will read is told why. */
  void fail(BodyException why) {
    if (failure != null || (ended && parked == null)) {
      return;
    }
    failure = why;
    releaseParked();
    if (sink != null) {
      sink.fail(why);
    }
  }

  /** Whatever still comes is dropped. */
  void discard() {
    discarding = true;
    releaseParked();
  }

  private void releaseParked() {
    if (parked != null) {
      parked.release();
      parked = null;
    }
  }

  /** Whether the decoder may go on. */
  boolean wantsMore() {
    return !ended && parked == null && failure == null && !continueAwaited;
  }

  /** Whether somebody waits for bytes from the peer. */
  boolean awaited() {
    return wantsMore() && (demand > 0 || discarding);
  }

  /** Whether the peer has sent all of it. */
  boolean ended() {
    return ended;
  }

  /** Whether the rest may be read and dropped, so that the connection can be used again. */
  boolean disposable() {
    boolean small = declaredLength >= 0 && declaredLength - receivedBytes <= DISPOSABLE_BYTES;
    return failure == null && (ended || (small && !continueAwaited));
  }

  long receivedBytes() {
    return receivedBytes;
  }
}
