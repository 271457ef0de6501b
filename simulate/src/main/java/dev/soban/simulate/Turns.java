package dev.soban.simulate;

import dev.soban.core.model.TurnSettings;
import dev.soban.core.model.TurnSettings.Level;
import dev.soban.core.model.TurnSettings.Split;
import dev.soban.core.model.TurnSettings.TickFrom;
import java.time.Duration;
import java.util.List;

/** How requests take turns, as model.yaml would say it; what is not said is as it is by default. */
record Turns(
    Duration tick, TickFrom tickFrom, Split split, boolean merge, int quantum, List<Level> levels) {
  static final Turns DEFAULT =
      new Turns(Duration.ZERO, TickFrom.OLDEST, Split.ROWS, true, 0, List.of());

  /** Requests share no batch. */
  Turns alone() {
    return new Turns(tick, tickFrom, split, false, quantum, levels);
  }

  Turns tens() {
    return new Turns(tick, tickFrom, Split.TENS, merge, quantum, levels);
  }

  Turns tick(Duration length, TickFrom from) {
    return new Turns(length, from, split, merge, quantum, levels);
  }

  /** So many rows a turn. */
  Turns quantum(int rows) {
    return new Turns(tick, tickFrom, split, merge, rows, levels);
  }

  Turns levels(Level... topDown) {
    return new Turns(tick, tickFrom, split, merge, quantum, List.of(topDown));
  }

  TurnSettings settings() {
    TurnSettings usual = TurnSettings.DEFAULT;
    return new TurnSettings(
        tick, tickFrom, split, merge, quantum, usual.boostAfter(), levels, usual.queueTarget());
  }
}
