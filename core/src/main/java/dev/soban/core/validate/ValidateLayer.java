package dev.soban.core.validate;

import dev.soban.core.predict.Layer;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import java.util.concurrent.CompletableFuture;

/** Refuses requests that do not fit the signature, before they wait for anything. */
public final class ValidateLayer implements Layer {
  private final SignatureCheck check;

  public ValidateLayer(SignatureCheck check) {
    this.check = check;
  }

  @Override
  public Predictor around(Predictor next) {
    return request -> {
      try {
        check.check(request);
      } catch (PredictionException refusal) {
        return CompletableFuture.failedFuture(refusal);
      }
      return next.predict(request);
    };
  }
}
