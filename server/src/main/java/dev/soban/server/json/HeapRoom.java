package dev.soban.server.json;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.Overloaded;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The part of the Java heap that the large texts of all requests share. Thread-safe. */
public final class HeapRoom {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long whole;
  private final AtomicLong left;

  public HeapRoom(long bytes) {
    this.whole = bytes;
    this.left = new AtomicLong(bytes);
  }

  /**
   * Takes room, to be given back, or nothing.
   *
   * @param held what the same text has taken already
   * @throws InputTooLarge when the text alone is more than there is
   * @throws Overloaded when others have taken it
   */
  void take(long bytes, long held, String text) {
    if (held + bytes > whole) {
      throw new InputTooLarge(
          text
              + ": takes more than "
              + whole
              + " bytes of the Java heap (expected: less; send or ask for less at once, use binary"
              + " data, or give the server more heap with SOBAN_JAVA_OPTS=-Xmx2g)");
    }
    if (left.addAndGet(-bytes) < 0) {
      give(bytes);
      throw new Overloaded(text + ": too many large ones at once; try again later", RETRY_AFTER);
    }
  }

  void give(long bytes) {
    left.addAndGet(bytes);
  }

  /** Takes room for a text that is read; closing it gives the room back. */
  public Lease lease(long bytes, String text) {
    take(bytes, 0, text);
    return () -> give(bytes);
  }

  /** Room for one text, taken bit by bit; closing it gives all of it back. */
  public Growing growing(String text) {
    return new Growing(text);
  }

  /** What one text has taken so far. Not thread-safe. */
  public final class Growing implements AutoCloseable {
    private final String text;
    private long heldBytes;

    private Growing(String text) {
      this.text = text;
    }

    void take(long bytes) {
      HeapRoom.this.take(bytes, heldBytes, text);
      heldBytes += bytes;
    }

    @Override
    public void close() {
      give(heldBytes);
      heldBytes = 0;
    }
  }

  /** Room that was taken. */
  @FunctionalInterface
  public interface Lease extends AutoCloseable {
    @Override
    void close();
  }
}
