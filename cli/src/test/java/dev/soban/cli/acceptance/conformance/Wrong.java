package dev.soban.cli.acceptance.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A rule that a server breaks.
 *
 * @param noticedBy the checks that must fail on it
 */
record Wrong(String breaks, List<String> noticedBy, WrongServer.Tampering tampering) {
  private static final Came FINE = Came.json(200, "{}");

  /** Changes answers to some requests. */
  static Wrong answers(
      String breaks, String noticedBy, Predicate<Call> where, UnaryOperator<Came> change) {
    return new Wrong(
        breaks,
        ids(noticedBy),
        (call, upstream) -> {
          Came came = upstream.ask(call);
          return where.test(call) ? change.apply(came) : came;
        });
  }

  /** Changes the JSON of answers that are no refusals. */
  static Wrong json(
      String breaks, String noticedBy, Predicate<Call> where, Consumer<ObjectNode> change) {
    return answers(
        breaks, noticedBy, where, came -> came.status() == 200 ? came.withJson(change) : came);
  }

  /** Changes infer requests before they are answered. */
  static Wrong requests(String breaks, String noticedBy, UnaryOperator<Call> change) {
    return new Wrong(
        breaks,
        ids(noticedBy),
        (call, upstream) -> upstream.ask(call.infers() ? change.apply(call) : call));
  }

  /** Answers in place of the server. */
  static Wrong instead(String breaks, String noticedBy, Predicate<Call> where, Came came) {
    return answers(breaks, noticedBy, where, any -> came);
  }

  /** Lets through what is refused with such a text, and answers as it did before. */
  static Wrong accepts(String breaks, String noticedBy, String error) {
    AtomicReference<Came> good = new AtomicReference<>(FINE);
    return answers(
        breaks,
        noticedBy,
        Call::infers,
        came -> {
          if (came.status() == 200) {
            good.set(came);
            return came;
          }
          return came.body().matches("(?s).*(?:" + error + ").*") ? good.get() : came;
        });
  }

  private static List<String> ids(String noticedBy) {
    return List.of(noticedBy.split(" "));
  }

  @Override
  public String toString() {
    return breaks;
  }
}
