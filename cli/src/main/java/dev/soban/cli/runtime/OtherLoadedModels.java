package dev.soban.cli.runtime;

import dev.soban.core.lifecycle.Lease;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.Signature;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.OtherModels;
import dev.soban.core.predict.PredictionException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The models of this process, held while they are asked. */
public record OtherLoadedModels(LoadedModels models) implements OtherModels {
  @Override
  public CompletionStage<InferenceResponse> predict(
      String name, String version, InferenceRequest request) {
    Lease lease;
    try {
      lease = acquire(name, version);
    } catch (PredictionException notThere) {
      return CompletableFuture.failedFuture(notThere);
    }
    return lease
        .served()
        .predictor()
        .predict(request)
        .whenComplete((answer, failure) -> lease.close());
  }

  @Override
  public Optional<Signature> signature(String name, String version) {
    try (Lease lease = acquire(name, version)) {
      Served.Description description = lease.served().description();
      return Optional.of(
          new Signature(description.clientInputs(), description.signature().outputs()));
    } catch (PredictionException notThere) {
      return Optional.empty();
    }
  }

  private Lease acquire(String name, String version) {
    return version.isEmpty() ? models.acquire(name) : models.acquire(name, version);
  }
}
