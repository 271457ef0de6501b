package dev.soban.core.schedule.line;

import java.util.ArrayList;
import java.util.List;

/** The batch that is being formed. Rows that follow one another in a request are one slice. */
public final class Draft<T> {
  private long number;
  private long room;
  private List<Slice<T>> slices = new ArrayList<>();

  public void open(long rows) {
    number++;
    room = rows;
  }

  public long room() {
    return room;
  }

  public boolean isEmpty() {
    return slices.isEmpty();
  }

  /** Rows that {@link #room} allows. */
  public void take(Waiting<T> waiting, long rows) {
    room -= rows;
    long left = rows;
    while (left > 0) {
      long count = Math.min(left, waiting.contiguous());
      add(waiting, waiting.advance(count), count);
      left -= count;
    }
  }

  /** The slices; the next batch begins without any. */
  public List<Slice<T>> close() {
    List<Slice<T>> closed = slices;
    slices = new ArrayList<>(closed.size());
    return closed;
  }

  private void add(Waiting<T> waiting, long from, long count) {
    if (waiting.draftNumber == number) {
      Slice<T> last = slices.get(waiting.draftIndex);
      if (last.from() + last.count() == from) {
        slices.set(waiting.draftIndex, new Slice<>(waiting, last.from(), last.count() + count));
        return;
      }
    }
    waiting.draftNumber = number;
    waiting.draftIndex = slices.size();
    slices.add(new Slice<>(waiting, from, count));
  }
}
