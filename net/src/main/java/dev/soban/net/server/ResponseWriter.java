package dev.soban.net.server;

import dev.soban.net.HeaderList;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Answers one request: whole with {@code send}, or {@link #start}, any number of writes, {@link
 * #end}. May be called from any thread, one at a time; cheapest on the request's executor. Bytes
 * are copied before a call returns. Answering a peer that left has no effect.
 *
 * <p>Framing headers (content-length, transfer-encoding, connection) are the writer's own; a
 * content-length given to {@link #start} is kept and promises as many bytes.
 */
public interface ResponseWriter {
  void send(int status, HeaderList headers, ByteBuffer body);

  default void send(int status, HeaderList headers, byte[] body) {
    send(status, headers, ByteBuffer.wrap(body));
  }

  default void send(int status, HeaderList headers, MemorySegment body) {
    send(status, headers, body.asByteBuffer());
  }

  /** Starts a streamed answer. */
  void start(int status, HeaderList headers);

  /**
   * Writes a chunk. The stage completes when the connection can take more, and fails with {@link
   * dev.soban.net.BodyException.ConnectionClosed} when the peer left; a writer that waits for it
   * keeps memory bounded.
   */
  CompletionStage<Void> write(ByteBuffer chunk);

  /** Ends a streamed answer. */
  void end();

  /**
   * Runs the listener on the executor as soon as the peer is seen to leave before the answer ended;
   * at once when it left already. Shutting down its sending side counts as leaving, but an answer
   * that is given all the same still goes out.
   */
  void onDisconnect(Runnable listener);
}
