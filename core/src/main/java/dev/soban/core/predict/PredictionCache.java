package dev.soban.core.predict;

import java.nio.file.Path;
import java.util.Optional;

/** What one model version keeps of its answers, as an operator sees it. Thread-safe. */
public interface PredictionCache {
  /**
   * The tenant of the operator's own requests, whose answers every tenant may have. No client is
   * ever this tenant.
   */
  String EVERYONE = "";

  Counts counts();

  /** Lets go of every answer; returns how many there were. */
  long clear();

  /** The requests that the model's owner wants to be answered beforehand, one to a line. */
  Optional<Path> prewarmFile();

  /**
   * What happened since the version was loaded, and what is kept now.
   *
   * @param joined requests that waited for an equal one's answer
   * @param hitNanos time to find kept answers, in all
   * @param missNanos time to look in vain and to keep what was answered then, in all
   * @param crowdedOut answers let go of to make room for others
   * @param expired answers let go of because they were too old
   * @param reclaimed answers let go of because requests needed the memory
   */
  record Counts(
      long hits,
      long misses,
      long joined,
      long hitNanos,
      long missNanos,
      long crowdedOut,
      long expired,
      long reclaimed,
      long entries,
      long bytes) {}
}
