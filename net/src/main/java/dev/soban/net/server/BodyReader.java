package dev.soban.net.server;

import dev.soban.net.Body;
import java.util.concurrent.CompletionStage;

/**
 * A request's body, which may be read once: whole, or as a stream. Nothing is read from the peer
 * beyond a small amount until somebody asks. Failures are {@link dev.soban.net.BodyException}s. To
 * be called on the request's executor, where stages complete too.
 */
public interface BodyReader {
  /** The length that the head declares; 0 without a body, -1 when only the end will tell. */
  long declaredLength();

  /** The whole body as sent, up to the server's own limit. */
  CompletionStage<Body> readAll();

  /** The whole body as sent. A declared length above the limit fails before anything is read. */
  CompletionStage<Body> readAll(long maxBytes);

  /**
   * The whole body with gzip or deflate undone; both forms must be within the limit, and the
   * decoded form within 100 times the sent one.
   */
  CompletionStage<Body> readAllDecoded(long maxBytes);

  /** Streams the body as sent to the consumer, as far as {@link #request} asks. */
  void subscribe(BodyConsumer consumer);

  /** Asks for that many more chunks. */
  void request(long chunks);
}
