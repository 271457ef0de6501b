package dev.soban.core.predict;

import java.util.concurrent.CompletionStage;

/**
 * Answers one request: a model version, a split between versions, a pipeline, a remote replica, a
 * cache in front of any of them.
 *
 * <p>{@code predict} neither blocks nor throws: refusals are failed stages, whose failure {@link
 * Failures#of} puts into the one family. The stage always completes, on the request's home
 * executor. The caller keeps owning the request's input tensors until the stage completes; a
 * predictor that needs them longer shares them. Whoever receives the response closes it.
 */
@FunctionalInterface
public interface Predictor {
  CompletionStage<InferenceResponse> predict(InferenceRequest request);
}
