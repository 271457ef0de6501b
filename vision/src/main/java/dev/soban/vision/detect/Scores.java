package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput.Activation;
import dev.soban.core.model.DetectionOutput.Combination;

/** How the numbers of a head become scores. */
record Scores(double threshold, Activation activation, Combination combination) {

  /** Of one number; softmax needs all of a place's and is the head's own affair. */
  float activated(float said) {
    return activation == Activation.SIGMOID ? (float) (1 / (1 + Math.exp(-said))) : said;
  }

  /** Of an object at all, and of its class given that there is one. */
  float combined(float object, float ofClass) {
    return switch (combination) {
      case CLASS -> ofClass;
      case PRODUCT -> object * ofClass;
      case GEOMETRIC_MEAN -> (float) Math.sqrt(object * ofClass);
    };
  }
}
