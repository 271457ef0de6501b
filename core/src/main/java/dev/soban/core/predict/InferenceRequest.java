package dev.soban.core.predict;

import dev.soban.core.model.PictureFrame;
import dev.soban.core.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question to a model. Immutable; the input tensors belong to whoever made the request, which
 * closes them once the answer's stage completed.
 *
 * @param inputs by name, in the order sent
 * @param outputs names of the wanted outputs; empty for all
 * @param frames how the picture in each row lies there; empty for rows that were not made of
 *     pictures
 */
public record InferenceRequest(
    Map<String, Tensor> inputs,
    List<String> outputs,
    Parameters parameters,
    RequestContext context,
    List<PictureFrame> frames) {
  private static final String KEEP_LATEST = "keep_latest";

  public InferenceRequest {
    inputs = Collections.unmodifiableMap(inputs);
    outputs = List.copyOf(outputs);
    frames = List.copyOf(frames);
  }

  /** As callers ask: nothing is decoded yet. */
  public InferenceRequest(
      Map<String, Tensor> inputs,
      List<String> outputs,
      Parameters parameters,
      RequestContext context) {
    this(inputs, outputs, parameters, context, List.of());
  }

  public InferenceRequest withInputs(Map<String, Tensor> others) {
    return new InferenceRequest(others, outputs, parameters, context, frames);
  }

  public InferenceRequest withContext(RequestContext other) {
    return new InferenceRequest(inputs, outputs, parameters, other, frames);
  }

  public InferenceRequest withOutputs(List<String> others) {
    return new InferenceRequest(inputs, others, parameters, context, frames);
  }

  public InferenceRequest withFrames(List<PictureFrame> others) {
    return new InferenceRequest(inputs, outputs, parameters, context, others);
  }

  /** Of all inputs. */
  public long inputBytes() {
    long bytes = 0;
    for (Tensor input : inputs.values()) {
      bytes += input.sizeBytes();
    }
    return bytes;
  }

  /** Names what only the latest request matters of, as a camera; null when all of them do. */
  public @Nullable String keepLatest() {
    return parameters.value(KEEP_LATEST).map(String::valueOf).orElse(null);
  }

  /** Lets go of the input tensors; for the owner only. */
  public void closeInputs() {
    inputs.values().forEach(Tensor::close);
  }
}
