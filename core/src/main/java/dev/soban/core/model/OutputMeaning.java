package dev.soban.core.model;

import java.util.List;

/** What a model's outputs stand for, beyond plain tensors. */
public sealed interface OutputMeaning {

  /** The outputs speak for themselves. */
  record PlainTensors() implements OutputMeaning {}

  /**
   * One output holds a score per class and row.
   *
   * @param output name of the output
   * @param softmax whether the scores are logits that softmax turns into probabilities
   * @param topK how many classes an answer lists, best first
   * @param labels one name per class; empty when classes have numbers only
   */
  record Classification(String output, boolean softmax, int topK, List<String> labels)
      implements OutputMeaning {
    public Classification {
      labels = List.copyOf(labels);
      if (topK < 1) {
        throw new IllegalArgumentException("top_k: " + topK + " (expected: >= 1)");
      }
    }
  }

  /**
   * Objects found in each row's picture, best first; behind {@link #COUNT} the outputs are padded.
   *
   * @param keyPoints how many each object has; 0 for none
   * @param labels one name per class; empty when classes have numbers only
   */
  record Detection(int keyPoints, List<String> labels) implements OutputMeaning {
    /** FP32 [rows, most, 4]: left, top, right, bottom in pixels of the upright source. */
    public static final String BOXES = "boxes";

    /** FP32 [rows, most]. */
    public static final String SCORES = "scores";

    /** INT64 [rows, most]. */
    public static final String CLASSES = "classes";

    /** INT64 [rows]. */
    public static final String COUNT = "count";

    /** FP32 [rows, most, key points, 2]: x and y in pixels of the upright source. */
    public static final String KEY_POINTS = "keypoints";

    /** INT64 [rows, 2], for those who name it: width and height of the upright source. */
    public static final String SIZE = "size";

    public Detection {
      labels = List.copyOf(labels);
    }
  }
}
