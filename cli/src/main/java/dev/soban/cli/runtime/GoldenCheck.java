package dev.soban.cli.runtime;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.readiness.Canary;
import dev.soban.core.lifecycle.readiness.Vitals;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException;
import dev.soban.repository.ModelEntry;
import dev.soban.server.oip.GoldenExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks a version what it is known to answer, and refuses it when it answers otherwise. */
final class GoldenCheck {
  private static final long MAX_BYTES = 16L << 20;
  private static final long MAX_KEPT_BYTES = 64 << 10;

  private final ModelRuntime runtime;
  private final Asking asking;

  GoldenCheck(ModelRuntime runtime) {
    this.runtime = runtime;
    this.asking = new Asking("golden", runtime.ticker());
  }

  /**
   * The version, with its first example as what it is known to answer, and as its canary where it
   * has no other.
   *
   * @throws ModelLoadException with the first difference
   */
  Served of(ModelEntry entry, Served served) throws ModelLoadException {
    @Nullable GoldenExample first = null;
    for (Path file : entry.golden()) {
      GoldenExample example = check(file, served);
      first = first == null ? example : first;
    }
    return first == null ? served : served.with(vitals(served, first));
  }

  private Vitals vitals(Served served, GoldenExample example) {
    Vitals vitals = served.vitals();
    return new Vitals(
        vitals.health(),
        Optional.of(vitals.canary().orElseGet(() -> canary(example, served))),
        example.sizeBytes() > MAX_KEPT_BYTES
            ? vitals.known()
            : Optional.of(() -> example.request(asking.context()).inputs()));
  }

  private GoldenExample check(Path file, Served served) throws ModelLoadException {
    String name = "golden/" + file.getFileName();
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelLoadException(name + ": too large (expected: at most 16 MiB)");
      }
      GoldenExample example = GoldenExample.of(Files.readAllBytes(file), runtime.memory());
      Optional<String> difference = ask(example, served);
      if (difference.isPresent()) {
        throw new ModelLoadException(name + ": " + difference.get());
      }
      return example;
    } catch (IOException e) {
      throw new ModelLoadException(name + ": cannot be read: " + e, e);
    } catch (PredictionException e) {
      throw new ModelLoadException(name + ": " + e.getMessage(), e);
    }
  }

  private Optional<String> ask(GoldenExample example, Served served) {
    InferenceRequest request = example.request(asking.context());
    try (InferenceResponse response = asking.ask(served, request)) {
      return example.difference(response);
    } finally {
      request.closeInputs();
    }
  }

  private static Canary canary(GoldenExample example, Served served) {
    return context -> {
      InferenceRequest request = example.request(context);
      CompletionStage<InferenceResponse> answer = served.predictor().predict(request);
      return answer.whenComplete(
          (response, failure) -> {
            request.closeInputs();
            if (response != null) {
              response.close();
            }
          });
    };
  }
}
