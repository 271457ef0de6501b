package dev.soban.net.server.exchange;

import dev.soban.net.BodyException.ConnectionClosed;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.ResponseWriter;
import dev.soban.net.wire.EventLoops;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * One request and its answer. Its state belongs to the event loop; each version of HTTP says how
 * the parts of an answer are written.
 *
 * <p>{@code OPEN -> ENDED} by send; {@code OPEN -> STREAMING -> ENDED} by start and end; anything
 * {@code -> OVERRULED} when the connection answered or went away itself, after which the handler's
 * own answer is dropped.
 */
public abstract class Exchange implements ResponseWriter {
  private enum State {
    OPEN,
    STREAMING,
    ENDED,
    OVERRULED
  }

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final RequestHead head;
  private final IncomingBody body;
  private final EventLoop loop;
  private final List<Runnable> disconnectListeners = new ArrayList<>(1);
  private boolean disconnected;
  private boolean bodiless;
  private long promisedBytes;
  private State state = State.OPEN;

  protected Exchange(RequestHead head, IncomingBody body, EventLoop loop) {
    this.head = head;
    this.body = body;
    this.loop = loop;
  }

  // How a version of HTTP writes an answer, always on the event loop.

  protected abstract void writeWhole(int status, HeaderList headers, ByteBuffer content);

  /**
   * @param promisedBytes the length that the handler gave, or -1
   */
  protected abstract void writeHead(int status, HeaderList headers, long promisedBytes);

  protected abstract CompletionStage<Void> writeChunk(ByteBuffer chunk);

  /**
   * @param broken when fewer bytes came than were promised
   */
  protected abstract void writeEnd(boolean broken);

  /** The answer is complete. */
  protected abstract void ended();

  /** Ends what was begun in a way that the peer cannot take for a whole answer. */
  public abstract void breakOff();

  // What connections ask.

  public RequestHead head() {
    return head;
  }

  public IncomingBody body() {
    return body;
  }

  public boolean unanswered() {
    return state == State.OPEN;
  }

  public boolean answered() {
    return state == State.ENDED || state == State.OVERRULED;
  }

  /** Whether the answer has a head alone. */
  protected boolean bodiless() {
    return bodiless;
  }

  /** Whether an answer of that status may say how long its body is. */
  protected static boolean mayHaveLength(int status) {
    return status != 204 && status != 304;
  }

  @Override
  public void send(int status, HeaderList headers, ByteBuffer content) {
    if (!loop.inEventLoop()) {
      byte[] copy = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(content));
      onLoop(() -> send(status, headers, ByteBuffer.wrap(copy)));
      return;
    }
    if (begin(status)) {
      // First, as writing may end the exchange before it returns.
      state = State.ENDED;
      try {
        writeWhole(status, headers, content);
      } catch (RuntimeException | Error e) {
        state = State.OPEN;
        throw e;
      }
      ended();
    }
  }

  @Override
  public void start(int status, HeaderList headers) {
    if (!loop.inEventLoop()) {
      onLoop(() -> start(status, headers));
      return;
    }
    if (begin(status)) {
      String length = headers.get(HeaderName.CONTENT_LENGTH);
      promisedBytes = length == null ? -1 : Long.parseLong(length);
      state = State.STREAMING;
      try {
        writeHead(status, headers, promisedBytes);
      } catch (RuntimeException | Error e) {
        state = State.OPEN;
        throw e;
      }
    }
  }

  /** Whether the handler's answer counts; refuses a second one. */
  private boolean begin(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
    if (state == State.STREAMING || state == State.ENDED) {
      throw new IllegalStateException("answer: begun twice (expected: one send or one start)");
    }
    bodiless = head.method().equals("HEAD") || !mayHaveLength(status);
    return state == State.OPEN;
  }

  @Override
  public CompletionStage<Void> write(ByteBuffer chunk) {
    if (loop.inEventLoop()) {
      return writeHere(chunk);
    }
    byte[] copy = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(chunk));
    try {
      return CompletableFuture.supplyAsync(() -> writeHere(ByteBuffer.wrap(copy)), loop)
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
    return length == 0 || bodiless ? DONE : writeChunk(chunk);
  }

  private void keepPromise(int length) {
    if (length > promisedBytes) {
      throw new IllegalStateException(
          "write: " + length + " bytes (expected: " + promisedBytes + " left of content-length)");
    }
    promisedBytes -= length;
  }

  @Override
  public void end() {
    if (!loop.inEventLoop()) {
      onLoop(this::end);
      return;
    }
    if (state == State.OVERRULED) {
      return;
    }
    if (state != State.STREAMING) {
      throw new IllegalStateException("end: outside start and end");
    }
    state = State.ENDED;
    writeEnd(promisedBytes > 0 && !bodiless);
    ended();
  }

  @Override
  public void onDisconnect(Runnable listener) {
    if (!loop.inEventLoop()) {
      onLoop(() -> onDisconnect(listener));
    } else if (disconnected) {
      listener.run();
    } else if (!answered()) {
      disconnectListeners.add(listener);
    }
  }

  private void onLoop(Runnable task) {
    EventLoops.run(loop, task);
  }

  /** The peer was seen to leave; an answer may still be tried. */
  public void disconnect() {
    if (disconnected || answered()) {
      return;
    }
    disconnected = true;
    disconnectListeners.forEach(Runnable::run);
    disconnectListeners.clear();
  }

  /** Whatever the handler still answers is dropped. */
  public void overrule() {
    state = State.OVERRULED;
  }
}
