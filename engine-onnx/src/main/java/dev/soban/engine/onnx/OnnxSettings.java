package dev.soban.engine.onnx;

import java.util.Set;

/**
 * How a model is run.
 *
 * @param device {@code cpu}, {@code cuda:N}, or {@code auto} for a GPU where the runtime has one
 * @param intraOpThreads how many threads share one run; 1 unless runs are few and long
 * @param overridable inputs with an initializer that requests may replace; the others' count as
 *     constants
 */
public record OnnxSettings(String device, int intraOpThreads, Set<String> overridable) {
  /** Processor cores, one thread a run: callers in parallel make better use of them. */
  public static final OnnxSettings CPU = new OnnxSettings("cpu", 1, Set.of());

  public OnnxSettings {
    Device.of(device);
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException("intraOpThreads: " + intraOpThreads + " (expected: >= 1)");
    }
    overridable = Set.copyOf(overridable);
  }
}
