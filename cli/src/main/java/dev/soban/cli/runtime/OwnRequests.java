package dev.soban.cli.runtime;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.PredictionException;
import dev.soban.server.prewarm.Prewarming;
import dev.soban.server.prewarm.Prewarming.Report;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The requests that a model's owner wants to be answered before anybody asks. What goes wrong with
 * them is a warning: the version serves without.
 */
final class OwnRequests {
  private static final System.Logger LOG = System.getLogger(OwnRequests.class.getName());

  private final Prewarming prewarming;

  OwnRequests(Prewarming prewarming) {
    this.prewarming = prewarming;
  }

  /** Returns when all are answered or refused. */
  void prewarm(Served served) {
    Optional<Path> file = served.cache().flatMap(PredictionCache::prewarmFile);
    if (file.isEmpty()) {
      return;
    }
    String model = " model=" + served.id().name() + " version=" + served.id().version();
    try {
      Report report = prewarming.run(served, file.get());
      LOG.log(
          Level.INFO,
          "prewarmed"
              + model
              + " requests="
              + report.requests()
              + " answered="
              + report.answered());
      for (String problem : report.problems()) {
        LOG.log(Level.WARNING, "cannot prewarm" + model + ": " + problem);
      }
    } catch (PredictionException e) {
      LOG.log(Level.WARNING, "cannot prewarm" + model + ": " + e.getMessage());
    }
  }
}
