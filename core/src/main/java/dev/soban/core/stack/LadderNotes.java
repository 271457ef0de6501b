package dev.soban.core.stack;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.fallback.ConstantAnswer;
import dev.soban.core.fallback.FallbackStep;
import dev.soban.core.fallback.LadderCheck;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.OtherModels;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is to say of a fallback ladder once the model's signature is known. */
record LadderNotes(
    Signature signature,
    Map<String, TensorSpec> encoded,
    OtherModels others,
    boolean keepsAnswers) {
  /**
   * Notes which other models do not fit; those that are not loaded yet are looked at later.
   *
   * @throws ModelLoadException when a constant is no answer of this model
   */
  void check(List<FallbackStep> ladder, List<String> notes) throws ModelLoadException {
    for (FallbackStep step : ladder) {
      switch (step) {
        case FallbackStep.Constant(ConstantAnswer answer) -> check(answer);
        case FallbackStep.OtherModel(String name, String version) ->
            others
                .signature(name, version)
                .map(other -> LadderCheck.problems(asClientsSeeIt(), other))
                .ifPresent(
                    all -> all.forEach(each -> notes.add("fallback " + step.kind() + ": " + each)));
        case FallbackStep.Stale stale -> {
          if (!keepsAnswers) {
            notes.add("fallback stale: never answers (expected: cache.enabled)");
          }
        }
      }
    }
  }

  private void check(ConstantAnswer answer) throws ModelLoadException {
    Optional<String> refusal = answer.refusal(signature);
    if (refusal.isPresent()) {
      throw new ModelLoadException("fallback constant: " + refusal.get());
    }
  }

  private Signature asClientsSeeIt() {
    return new Signature(
        signature.inputs().stream().map(spec -> encoded.getOrDefault(spec.name(), spec)).toList(),
        signature.outputs());
  }
}
