package dev.soban.core.batch;

import dev.soban.core.engine.RunControl;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.TensorPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Tickets that one event settled, on their way home: one post for each home. Filled with the
 * batcher's lock held, posted without it.
 */
final class Settlements {
  private final ModelVersion model;
  private final TensorPool memory;
  private final List<Post> posts = new ArrayList<>(1);
  private final List<RunControl> givenUp = new ArrayList<>(0);

  /** The tickets that go to one home. */
  private record Post(ModelVersion model, Executor home, List<Ticket> tickets) implements Runnable {
    @Override
    public void run() {
      for (Ticket ticket : tickets) {
        ticket.complete(model);
      }
    }
  }

  Settlements(ModelVersion model, TensorPool memory) {
    this.model = model;
    this.memory = memory;
  }

  /** Ends a ticket that has all its answers. */
  void answer(Ticket ticket) {
    settle(ticket, null);
  }

  /** Ends a ticket without an answer, unless it ended before; its runs have one reason fewer. */
  void fail(Ticket ticket, PredictionException reason) {
    settle(ticket, reason);
  }

  private void settle(Ticket ticket, @Nullable PredictionException reason) {
    if (ticket.settle(reason)) {
      givenUp.addAll(ticket.running());
      tickets(ticket.request.context().home()).add(ticket);
    }
  }

  private List<Ticket> tickets(Executor home) {
    for (Post post : posts) {
      if (post.home.equals(home)) {
        return post.tickets;
      }
    }
    Post post = new Post(model, home, new ArrayList<>());
    posts.add(post);
    return post.tickets;
  }

  /** Not to be called with a lock held: it runs foreign code. */
  void post() {
    givenUp.forEach(RunControl::abandonOne);
    for (Post post : posts) {
      post.tickets.forEach(ticket -> ticket.joinAnswers(memory));
      Homecoming.run(post.home, post);
    }
  }
}
