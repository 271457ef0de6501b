package dev.soban.core.schedule.line;

import static java.util.Objects.requireNonNull;

import dev.soban.core.model.TurnSettings.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * A multilevel feedback queue, blind to sizes: every request begins on top and goes one level down
 * when it has used up a level's rows; in the lowest it goes to the back. One that was without
 * service for too long is brought back to the top.
 *
 * <p>A level may have workers of its own: they look there first, and help the others, top down,
 * when it is empty. The other workers look top down everywhere.
 */
final class FeedbackLine<T> extends Line<T> {
  private final List<Level> settings;
  private final List<Chain<T>> levels = new ArrayList<>();
  private int own;
  private int requests;

  FeedbackLine(List<Level> settings) {
    this.settings = settings;
    settings.forEach(level -> levels.add(new Chain<>(Chain.Kind.LINE)));
  }

  @Override
  boolean isEmpty() {
    return requests == 0;
  }

  @Override
  void add(Waiting<T> waiting) {
    requests++;
    enter(waiting, 0);
  }

  @Override
  void addFirst(Waiting<T> waiting) {
    requests++;
    waiting.level = 0;
    waiting.usedInLevel = 0;
    levels.getFirst().addFirst(waiting);
  }

  @Override
  void remove(Waiting<T> waiting) {
    requests--;
    levels.get(waiting.level).remove(waiting);
  }

  @Override
  void open(int worker, long room) {
    own = levelOf(worker);
  }

  @Override
  Waiting<T> next() {
    return requireNonNull(levels.get(nextLevel()).first());
  }

  @Override
  long turn(Waiting<T> waiting) {
    return settings.get(waiting.level).quantum() - waiting.usedInLevel;
  }

  @Override
  void took(Waiting<T> waiting, long rows) {
    waiting.usedInLevel += rows;
    if (waiting.rowsWaiting() == 0) {
      remove(waiting);
    } else if (waiting.usedInLevel >= settings.get(waiting.level).quantum()) {
      move(waiting, Math.min(waiting.level + 1, levels.size() - 1));
    }
  }

  @Override
  void boost(Waiting<T> waiting) {
    move(waiting, 0);
  }

  @Override
  boolean leads(Line<T> other) {
    Waiting<T> mine = next();
    Waiting<T> theirs = other.next();
    return mine.level < theirs.level
        || (mine.level == theirs.level && mine.servedNanos - theirs.servedNanos < 0);
  }

  private void move(Waiting<T> waiting, int level) {
    levels.get(waiting.level).remove(waiting);
    enter(waiting, level);
  }

  private void enter(Waiting<T> waiting, int level) {
    waiting.level = level;
    waiting.usedInLevel = 0;
    levels.get(level).addLast(waiting);
  }

  private int nextLevel() {
    if (!levels.get(own).isEmpty()) {
      return own;
    }
    int level = 0;
    while (levels.get(level).isEmpty()) {
      level++;
    }
    return level;
  }

  /** The level that the worker belongs to; without one, the top. */
  private int levelOf(int worker) {
    int before = 0;
    for (int level = 0; level < settings.size(); level++) {
      before += settings.get(level).workers();
      if (worker < before) {
        return level;
      }
    }
    return 0;
  }
}
