package dev.soban.examples.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientTest {
  private static final float NUDGE = 2e-3f;
  private static final int LABEL = 3;

  private final Random random = new Random(7);
  private final Network network = Network.forDigits(random);
  private final float[] picture = noise();

  @Test
  void slopes_agree_with_small_nudges_of_every_kind_of_parameter() {
    network.learn(picture, LABEL);
    List<Parameter> parameters = network.parameters();
    List<float[]> slopes = parameters.stream().map(p -> p.gradients().clone()).toList();
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      int i = steepest(slopes.get(p));
      float slope = slopes.get(p)[i];

      double nudged = loss(parameter, i, NUDGE) - loss(parameter, i, -NUDGE);

      assertThat(nudged / (2 * NUDGE))
          .as(parameter.name())
          .isCloseTo(slope, within(0.02 * Math.abs(slope) + 1e-3));
    }
  }

  @Test
  void slopes_of_several_pictures_add_up() {
    network.learn(picture, LABEL);
    float once = network.parameters().getLast().gradients()[LABEL];

    network.learn(picture, LABEL);

    assertThat(network.parameters().getLast().gradients()[LABEL])
        .isCloseTo(2 * once, within(1e-6f));
  }

  private double loss(Parameter parameter, int i, float nudge) {
    float value = parameter.values()[i];
    parameter.values()[i] = value + nudge;
    double loss = network.learn(picture, LABEL);
    parameter.values()[i] = value;
    return loss;
  }

  private static int steepest(float[] slopes) {
    int steepest = 0;
    for (int i = 1; i < slopes.length; i++) {
      steepest = Math.abs(slopes[i]) > Math.abs(slopes[steepest]) ? i : steepest;
    }
    return steepest;
  }

  private float[] noise() {
    var noise = new float[28 * 28];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    return noise;
  }
}
