package dev.soban.core.observe;

/**
 * Which requests of a model are written down, and what of them.
 *
 * @param sample share of all requests
 * @param maxTensorBytes the values of larger tensors are left out
 */
public record PredictionLogging(
    double sample, boolean inputs, Outputs outputs, long maxTensorBytes) {
  public static final PredictionLogging DEFAULT =
      new PredictionLogging(1, false, Outputs.CHECKSUM, 4 << 10);

  /** What is kept of the answer's tensors. */
  public enum Outputs {
    NONE,
    /** Enough to tell whether two answers are the same. */
    CHECKSUM,
    VALUES
  }

  public PredictionLogging {
    if (!(sample > 0 && sample <= 1)) {
      throw new IllegalArgumentException("sample: " + sample + " (expected: above 0, at most 1)");
    }
    if (maxTensorBytes < 1) {
      throw new IllegalArgumentException(
          "max_tensor_size: " + maxTensorBytes + " (expected: >= 1)");
    }
  }
}
