package dev.soban.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says whose doing a failed run is. */
final class RunFailure {
  /** What kernels say when values or shapes do not fit; many report them as a plain failure. */
  private static final Pattern BLAMES_INPUT =
      Pattern.compile(
          "shape|dimension|rank|out of (data )?bounds|out of range|broadcast|channels"
              + "|mismatch|must be within|invalid index|indices|input tensor");

  private static final Pattern BLAMES_MEMORY =
      Pattern.compile("failed to allocate memory|bad_alloc|out of memory");

  /** How the runtime refuses an output's memory that was made ready in another shape. */
  private static final Pattern BLAMES_PINNED_OUTPUT =
      Pattern.compile("provided for output '|(dimensions|rank) for output: ");

  private RunFailure() {}

  static EngineException of(OrtException failure) {
    String text = RuntimeText.of(failure);
    String lower = text.toLowerCase(Locale.ROOT);
    if (BLAMES_MEMORY.matcher(lower).find()) {
      return new EngineException(
          Fault.ENGINE, "the run needs more memory than there is: " + text, failure);
    }
    if (failure.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT
        || BLAMES_INPUT.matcher(lower).find()) {
      return new EngineException(Fault.INPUT, "the input does not fit the model: " + text, failure);
    }
    return new EngineException(Fault.ENGINE, "the run failed: " + text, failure);
  }

  static boolean blamesPinnedOutput(OrtException failure) {
    String text = failure.getMessage();
    return text != null && BLAMES_PINNED_OUTPUT.matcher(text).find();
  }
}
