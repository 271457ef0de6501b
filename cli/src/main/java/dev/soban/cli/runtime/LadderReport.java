package dev.soban.cli.runtime;

import dev.soban.core.fallback.FallbackStep;
import dev.soban.core.fallback.LadderCheck;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.predict.OtherModels;
import dev.soban.repository.ModelEntry;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Warns of models that cannot stand in for those that name them, once all are loaded: in which
 * order they are does not matter then.
 */
public record LadderReport(List<ModelEntry> entries, LoadedModels models) {
  private static final System.Logger LOG = System.getLogger(LadderReport.class.getName());

  public void log() {
    lines().forEach(line -> LOG.log(Level.WARNING, line));
  }

  /** What is wrong, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ModelEntry entry : entries) {
      for (FallbackStep step : entry.settings().guards().fallback()) {
        if (step instanceof FallbackStep.OtherModel other) {
          for (String problem : problems(entry.id(), other)) {
            lines.add("model " + entry.id() + ": fallback " + step.kind() + ": " + problem);
          }
        }
      }
    }
    return lines;
  }

  private List<String> problems(ModelVersion id, FallbackStep.OtherModel step) {
    OtherModels all = new OtherLoadedModels(models);
    Optional<Signature> other = all.signature(step.name(), step.version());
    if (other.isEmpty()) {
      return List.of("not ready, or not there (expected: a model that is loaded)");
    }
    return all.signature(id.name(), id.version())
        .map(own -> LadderCheck.problems(own, other.get()))
        .orElse(List.of());
  }
}
