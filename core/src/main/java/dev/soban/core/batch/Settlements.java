package dev.soban.core.batch;

import dev.soban.core.engine.RunControl;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Answers and refusals of one batch on their way home: one post for each home. */
final class Settlements {
  private final Map<Executor, List<Runnable>> byHome = new LinkedHashMap<>(2);
  private final List<RunControl> givenUp = new ArrayList<>(0);

  void answer(Ticket ticket, InferenceResponse response) {
    add(
        ticket,
        () -> {
          if (!ticket.answer.complete(response)) {
            response.close();
          }
        });
  }

  void fail(Ticket ticket, PredictionException reason) {
    add(ticket, () -> ticket.answer.completeExceptionally(reason));
  }

  /** These runs work for one request fewer. */
  void giveUp(List<RunControl> runs) {
    givenUp.addAll(runs);
  }

  private void add(Ticket ticket, Runnable completion) {
    byHome
        .computeIfAbsent(ticket.request.context().home(), home -> new ArrayList<>())
        .add(completion);
  }

  /** Not to be called with a lock held: it runs foreign code. */
  void post() {
    givenUp.forEach(RunControl::abandonOne);
    byHome.forEach(
        (home, completions) -> Homecoming.run(home, () -> completions.forEach(Runnable::run)));
  }
}
