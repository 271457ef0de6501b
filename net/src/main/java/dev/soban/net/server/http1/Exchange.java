package dev.soban.net.server.http1;

import dev.soban.net.BodyException.ConnectionClosed;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.HttpVersion;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.net.server.http1.ResponseEncoder.Persistence;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * One request and its answer. Its state belongs to the connection's event loop.
 *
 * <p>{@code OPEN -> ENDED} by send; {@code OPEN -> STREAMING -> ENDED} by start and end; anything
 * {@code -> OVERRULED} when the connection answered or went away itself, after which the handler's
 * own answer is dropped.
 */
final class Exchange implements ResponseWriter {
  private enum State {
    OPEN,
    STREAMING,
    ENDED,
    OVERRULED
  }

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  private final Http1Connection connection;
  private final RequestHead head;
  private final IncomingBody body;
  private final List<Runnable> disconnectListeners = new ArrayList<>(1);
  private boolean disconnected;
  private boolean keepAlive;
  private boolean chunked;
  private boolean bodiless;
  private long promisedBytes;
  private State state = State.OPEN;

  Exchange(Http1Connection connection, RequestHead head, IncomingBody body, boolean keepAlive) {
    this.connection = connection;
    this.head = head;
    this.body = body;
    this.keepAlive = keepAlive;
  }

  RequestHead head() {
    return head;
  }

  IncomingBody body() {
    return body;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  boolean unanswered() {
    return state == State.OPEN;
  }

  boolean answered() {
    return state == State.ENDED || state == State.OVERRULED;
  }

  @Override
  public void send(int status, HeaderList headers, ByteBuffer content) {
    if (!connection.executor().inEventLoop()) {
      byte[] copy = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(content));
      connection.onLoop(() -> send(status, headers, ByteBuffer.wrap(copy)));
      return;
    }
    if (begin(status)) {
      sendWhole(status, headers, content);
    }
  }

  private void sendWhole(int status, HeaderList headers, ByteBuffer content) {
    int length = content.remaining();
    int written = bodiless ? 0 : length;
    HeaderList kept = ownFraming(headers);
    ByteBuf out = connection.allocator().directBuffer(ResponseEncoder.headBytes(kept) + written);
    boolean lengthAllowed = status >= 200 && status != 204 && status != 304;
    long declared = lengthAllowed ? length : ResponseEncoder.UNFRAMED;
    ResponseEncoder.head(out, status, kept, declared, persistence());
    if (written > 0) {
      out.writeBytes(content.duplicate());
    }
    state = State.ENDED;
    connection.write(out);
    connection.answerEnded(this);
  }

  @Override
  public void start(int status, HeaderList headers) {
    if (!connection.executor().inEventLoop()) {
      connection.onLoop(() -> start(status, headers));
      return;
    }
    if (begin(status)) {
      startStream(status, headers);
    }
  }

  private void startStream(int status, HeaderList headers) {
    String length = headers.get(HeaderName.CONTENT_LENGTH);
    promisedBytes = length == null ? -1 : Long.parseLong(length);
    HeaderList kept = ownFraming(headers);
    boolean lengthAllowed = status >= 200 && status != 204 && status != 304;
    boolean old = head.version() == HttpVersion.HTTP_1_0;
    chunked = lengthAllowed && !old && promisedBytes < 0;
    keepAlive &= !lengthAllowed || !old || promisedBytes >= 0;
    long framing = chunked ? ResponseEncoder.CHUNKED : ResponseEncoder.UNFRAMED;
    ByteBuf out = connection.allocator().directBuffer(ResponseEncoder.headBytes(kept));
    ResponseEncoder.head(
        out,
        status,
        kept,
        lengthAllowed && promisedBytes >= 0 ? promisedBytes : framing,
        persistence());
    state = State.STREAMING;
    connection.write(out);
  }

  /** Whether the handler's answer counts; refuses a second one. */
  private boolean begin(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
    if (state == State.STREAMING || state == State.ENDED) {
      throw new IllegalStateException("answer: begun twice (expected: one send or one start)");
    }
    bodiless = head.method().equals("HEAD") || status == 204 || status == 304;
    return state == State.OPEN;
  }

  /** Leaves out what this writer decides itself, and heeds a wish to close. */
  private HeaderList ownFraming(HeaderList headers) {
    if (!headers.hasFraming()) {
      keepAlive &= connection.mayKeepAlive(body);
      return headers;
    }
    boolean close = "close".equalsIgnoreCase(headers.get(HeaderName.CONNECTION));
    keepAlive &= !close && connection.mayKeepAlive(body);
    return headers.withoutFraming();
  }

  private Persistence persistence() {
    if (!keepAlive) {
      return Persistence.CLOSE;
    }
    boolean old = head.version() == HttpVersion.HTTP_1_0;
    return old ? Persistence.KEEP_ALIVE : Persistence.IMPLIED;
  }

  @Override
  public CompletionStage<Void> write(ByteBuffer chunk) {
    if (connection.executor().inEventLoop()) {
      return writeHere(chunk);
    }
    byte[] copy = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(chunk));
    try {
      return CompletableFuture.supplyAsync(
              () -> writeHere(ByteBuffer.wrap(copy)), connection.executor())
          .thenCompose(stage -> stage);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(new ConnectionClosed());
    }
  }

  private CompletionStage<Void> writeHere(ByteBuffer chunk) {
    if (state == State.OVERRULED) {
      return CompletableFuture.failedStage(new ConnectionClosed());
    }
    if (state != State.STREAMING) {
      throw new IllegalStateException("write: outside start and end");
    }
    int length = chunk.remaining();
    if (promisedBytes >= 0) {
      keepPromise(length);
    }
    if (length == 0 || bodiless) {
      return DONE;
    }
    connection.write(framed(chunk, length));
    return connection.writable();
  }

  private void keepPromise(int length) {
    if (length > promisedBytes) {
      throw new IllegalStateException(
          "write: " + length + " bytes (expected: " + promisedBytes + " left of content-length)");
    }
    promisedBytes -= length;
  }

  private ByteBuf framed(ByteBuffer chunk, int length) {
    ByteBuf out = connection.allocator().directBuffer(length + 12);
    if (chunked) {
      ByteBufUtil.writeAscii(out, Integer.toHexString(length));
      out.writeBytes(CRLF);
    }
    out.writeBytes(chunk.duplicate());
    if (chunked) {
      out.writeBytes(CRLF);
    }
    return out;
  }

  @Override
  public void end() {
    if (!connection.executor().inEventLoop()) {
      connection.onLoop(this::end);
      return;
    }
    if (state == State.OVERRULED) {
      return;
    }
    if (state != State.STREAMING) {
      throw new IllegalStateException("end: outside start and end");
    }
    endStream();
  }

  private void endStream() {
    state = State.ENDED;
    if (chunked && !bodiless) {
      connection.write(connection.allocator().directBuffer(8).writeBytes(LAST_CHUNK));
    }
    boolean broken = promisedBytes > 0 && !bodiless;
    if (broken) {
      connection.abort();
    }
    connection.answerEnded(this);
  }

  @Override
  public void onDisconnect(Runnable listener) {
    if (!connection.executor().inEventLoop()) {
      connection.onLoop(() -> onDisconnect(listener));
    } else if (disconnected) {
      listener.run();
    } else if (!answered()) {
      disconnectListeners.add(listener);
    }
  }

  /** The peer was seen to leave; an answer may still be tried. */
  void disconnect() {
    if (disconnected || answered()) {
      return;
    }
    disconnected = true;
    disconnectListeners.forEach(Runnable::run);
    disconnectListeners.clear();
  }

  /** Whatever the handler still answers is dropped. */
  void overrule() {
    state = State.OVERRULED;
  }
}
