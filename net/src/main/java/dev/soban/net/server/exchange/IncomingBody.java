package dev.soban.net.server.exchange;

import dev.soban.net.Body;
import dev.soban.net.BodyException;
import dev.soban.net.BodyException.BodyTooLarge;
import dev.soban.net.BodyException.UnsupportedEncoding;
import dev.soban.net.server.BodyConsumer;
import dev.soban.net.server.BodyReader;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request. At most one chunk that nobody asked for waits here, so that an end which
 * follows it is seen; the rest waits at its source.
 */
public final class IncomingBody implements BodyReader {
  private static final int DISPOSABLE_BYTES = 64 << 10;

  /**
   * What a request's head says of its body.
   *
   * @param length 0 without a body, -1 when only the end will tell
   * @param encoding null when none is named
   * @param awaitsContinue whether the peer sends nothing before it is told to
   */
  public record Declared(long length, @Nullable String encoding, boolean awaitsContinue) {}

  private final BodySource source;
  private final Declared declared;
  private boolean continueAwaited;
  private @Nullable ChunkSink sink;
  private @Nullable ByteBuf parked;
  private @Nullable BodyException failure;
  private boolean ended;
  private boolean discarding;
  private long demand;
  private long receivedBytes;

  public IncomingBody(BodySource source, Declared declared) {
    this.source = source;
    this.declared = declared;
    continueAwaited = declared.awaitsContinue() && declared.length() != 0;
    ended = declared.length() == 0;
  }

  @Override
  public long declaredLength() {
    return declared.length();
  }

  @Override
  public CompletionStage<Body> readAll() {
    return readAll(source.maxBodyBytes());
  }

  @Override
  public CompletionStage<Body> readAll(long maxBytes) {
    if (declared.length() > maxBytes) {
      return CompletableFuture.failedStage(BodyTooLarge.over(maxBytes));
    }
    BodyCollector collector = new BodyCollector(source.allocator(), maxBytes);
    attach(collector);
    request(Long.MAX_VALUE);
    return collector.whole();
  }

  @Override
  public CompletionStage<Body> readAllDecoded(long maxBytes) {
    ContentDecoding decoding = ContentDecoding.named(declared.encoding());
    if (decoding == null) {
      return CompletableFuture.failedStage(
          new UnsupportedEncoding(String.valueOf(declared.encoding())));
    }
    CompletionStage<Body> sent = readAll(maxBytes);
    if (decoding == ContentDecoding.IDENTITY) {
      return sent;
    }
    return new DecodedBody(decoding, source.allocator(), maxBytes, source.executor()).from(sent);
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
      source.writeContinue();
    }
    deliverParked();
    source.resume();
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

  /**
   * Takes the next chunk, which may be empty, and owns it.
   *
   * @param last whether nothing follows
   */
  public void accept(ByteBuf bytes, boolean last) {
    continueAwaited = false;
    receivedBytes += bytes.readableBytes();
    ended = last;
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
  public void fail(BodyException why) {
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
  public void discard() {
    discarding = true;
    releaseParked();
  }

  private void releaseParked() {
    if (parked != null) {
      parked.release();
      parked = null;
    }
  }

  /** Whether the source may go on. */
  public boolean wantsMore() {
    return !ended && parked == null && failure == null && !continueAwaited;
  }

  /** Whether somebody waits for bytes from the peer. */
  public boolean awaited() {
    return wantsMore() && (demand > 0 || discarding);
  }

  /** Whether the peer has sent all of it. */
  public boolean ended() {
    return ended;
  }

  /** Whether the rest may be read and dropped, so that the connection can be used again. */
  public boolean disposable() {
    long left = declared.length() - receivedBytes;
    boolean small = declared.length() >= 0 && left <= DISPOSABLE_BYTES;
    return failure == null && (ended || (small && !continueAwaited));
  }

  public long receivedBytes() {
    return receivedBytes;
  }
}
