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
}
