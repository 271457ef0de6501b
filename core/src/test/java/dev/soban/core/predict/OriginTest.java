package dev.soban.core.predict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Origin.CacheUse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginTest {
  @Test
  void an_answer_is_the_models_own_unless_somebody_says_otherwise() {
    InferenceResponse answer =
        new InferenceResponse(new ModelVersion("m", "1"), Map.of(), Parameters.NONE);

    assertThat(answer.origin()).isSameAs(Origin.ENGINE);
    assertThat(answer.origin().isDegraded()).isFalse();
    assertThat(answer.origin().cache()).isEqualTo(CacheUse.NONE);
  }

  @Test
  void cache_use_and_what_stands_in_are_noted_apart() {
    Origin stale = Origin.ENGINE.withCache(CacheUse.HIT).degradedTo("stale");

    assertThat(stale).isEqualTo(new Origin(CacheUse.HIT, "stale"));
    assertThat(stale.isDegraded()).isTrue();
    assertThat(stale.cache().label()).isEqualTo("hit");
  }

  @Test
  void another_origin_leaves_the_rest_of_the_answer_as_it_is() {
    InferenceResponse answer =
        new InferenceResponse(new ModelVersion("m", "1"), Map.of(), Parameters.NONE);

    InferenceResponse constant = answer.withOrigin(Origin.ENGINE.degradedTo("constant"));

    assertThat(constant.origin().degraded()).isEqualTo("constant");
    assertThat(constant.model()).isEqualTo(answer.model());
  }
}
