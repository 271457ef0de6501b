package dev.soban.net.server;

import dev.soban.net.BodyException;
import java.nio.ByteBuffer;

/** Receives a body as it comes; called on the request's executor, never concurrently. */
public interface BodyConsumer {
  /** Takes a chunk, which is only valid during the call. */
  void onChunk(ByteBuffer chunk);

  /** The body is complete; nothing follows. */
  void onEnd();

  /** The body will not be complete; nothing follows. */
  void onFailure(BodyException failure);
}
