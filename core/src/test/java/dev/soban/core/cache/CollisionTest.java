package dev.soban.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Equal fingerprints alone never lead to an answer. */
class CollisionTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void a_kept_answer_is_not_given_to_another_question_that_found_it() {
    KeptAnswer kept = new KeptAnswer(question(1), response(), 0);
    try (Question same = question(1);
        Question other = question(2);
        InferenceResponse answer = kept.answerTo(same)) {
      assertThat(kept.answerTo(other)).isNull();
      assertThat(answer.origin().cache()).isEqualTo(CacheUse.HIT);
    }
    kept.letGo();
  }

  @Test
  void a_kept_answer_that_was_let_go_of_is_given_to_nobody() {
    KeptAnswer kept = new KeptAnswer(question(1), response(), 0);
    try (Question same = question(1)) {
      kept.letGo();

      assertThat(kept.answerTo(same)).isNull();
    }
  }

  @Test
  void another_question_that_found_a_flight_does_not_join_it() {
    Flight flight =
        new Flight(
            question(1),
            ScriptedPredictor.held(),
            new Flight.Landing() {
              @Override
              public void arrived(Question question, InferenceResponse response) {}

              @Override
              public void ended(Flight ended) {}
            });
    try (Question other = question(2)) {
      Follower follower = new Follower(TestRequests.request(ticker).build(), false);
      assertThat(flight.join(follower, other)).isEqualTo(Flight.Joining.OTHER);
    }
    flight.discard();
  }

  /** Whoever closes it lets go of its tensor. */
  private Question question(float value) {
    Tensor input = TestTensors.floats(memory.pool(), Shape.of(1), value);
    return Question.of(TestRequests.of(ticker, "x", input), "t");
  }

  private InferenceResponse response() {
    Tensor output = TestTensors.floats(memory.pool(), Shape.of(1), 3);
    return new InferenceResponse(new ModelVersion("m", "1"), Map.of("y", output), Parameters.NONE);
  }
}
