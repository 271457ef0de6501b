package dev.soban.core.tensor;

/** The pool's bound on tensor memory is reached; memory comes back when running requests end. */
public final class TensorMemoryExhausted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TensorMemoryExhausted(long sizeBytes, long limitBytes) {
    super(
        "tensor memory: " + sizeBytes + " more bytes (expected: within " + limitBytes + " in all)",
        null,
        false,
        false);
  }
}
