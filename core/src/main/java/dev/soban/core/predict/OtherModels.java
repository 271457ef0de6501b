package dev.soban.core.predict;

import dev.soban.core.model.Signature;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Models by name, as they are at the moment of the call. Thread-safe. */
public interface OtherModels {
  /** No other models. */
  OtherModels NONE =
      new OtherModels() {
        @Override
        public CompletionStage<InferenceResponse> predict(
            String name, String version, InferenceRequest request) {
          return CompletableFuture.failedFuture(
              new PredictionException.ModelNotFound("model " + name + ": not found"));
        }

        @Override
        public Optional<Signature> signature(String name, String version) {
          return Optional.empty();
        }
      };

  /**
   * Asks a model, as {@link Predictor#predict} does.
   *
   * @param version number or alias; empty for whichever answers by default
   */
  CompletionStage<InferenceResponse> predict(String name, String version, InferenceRequest request);

  /** What it takes and gives as clients see it; empty while it is not ready. */
  Optional<Signature> signature(String name, String version);
}
