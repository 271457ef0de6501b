package dev.soban.server.json;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Where many values lie in one text, in order. Not thread-safe. */
public final class JsonRegions {
  private final HeapRoom.Growing room;
  private long[] bounds = new long[8];
  private int size;

  /**
   * @param room that many values take, and that is given back when they have been read
   */
  public JsonRegions(HeapRoom.Growing room) {
    this.room = room;
  }

  /**
   * @throws dev.soban.core.predict.PredictionException when there is no room for so many
   */
  public void add(JsonRegion region) {
    if (2 * size == bounds.length) {
      room.take((long) Long.BYTES * bounds.length);
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * size] = region.from();
    bounds[2 * size + 1] = region.to();
    size++;
  }

  public int size() {
    return size;
  }

  long from(int index) {
    return bounds[2 * index];
  }

  long to(int index) {
    return bounds[2 * index + 1];
  }

  /** The values as the elements of one array, read from where they lie. */
  public JsonText asArray(MemorySegment text) {
    long sizeBytes = 2;
    for (int i = 0; i < size; i++) {
      sizeBytes += to(i) - from(i) + 1;
    }
    return new JsonText(() -> new ArrayInput(text, this), sizeBytes);
  }
}
