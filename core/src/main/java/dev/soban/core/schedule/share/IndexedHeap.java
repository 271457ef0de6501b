package dev.soban.core.schedule.share;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose elements know their place in it, so that any of them can be moved or removed
 * in logarithmic time and without garbage.
 */
public abstract class IndexedHeap<E> {
  private static final int SMALL = 8;
  public static final int NOWHERE = -1;

  private @Nullable Object[] elements = new @Nullable Object[SMALL];
  private int size;

  protected abstract boolean before(E one, E other);

  protected abstract int index(E element);

  protected abstract void placed(E element, int index);

  public boolean isEmpty() {
    return size == 0;
  }

  public int size() {
    return size;
  }

  public @Nullable E first() {
    return size == 0 ? null : at(0);
  }

  public void add(E element) {
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, 2 * size);
    }
    size++;
    up(element, size - 1);
  }

  public void remove(E element) {
    int index = index(element);
    placed(element, NOWHERE);
    size--;
    E last = at(size);
    elements[size] = null;
    if (index < size) {
      settle(last, index);
    } else if (size == 0 && elements.length > SMALL) {
      elements = new @Nullable Object[SMALL];
    }
  }

  /** After what orders the element has changed. */
  public void moved(E element) {
    settle(element, index(element));
  }

  private void settle(E element, int index) {
    if (index > 0 && before(element, at((index - 1) / 2))) {
      up(element, index);
    } else {
      down(element, index);
    }
  }

  private void up(E element, int from) {
    int index = from;
    while (index > 0) {
      int above = (index - 1) / 2;
      E parent = at(above);
      if (!before(element, parent)) {
        break;
      }
      put(parent, index);
      index = above;
    }
    put(element, index);
  }

  private void down(E element, int from) {
    int index = from;
    int below = 2 * index + 1;
    while (below < size) {
      if (below + 1 < size && before(at(below + 1), at(below))) {
        below++;
      }
      E child = at(below);
      if (!before(child, element)) {
        break;
      }
      put(child, index);
      index = below;
      below = 2 * index + 1;
    }
    put(element, index);
  }

  private void put(E element, int index) {
    elements[index] = element;
    placed(element, index);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // Below size there are elements only.
  private E at(int index) {
    return (E) elements[index];
  }
}
