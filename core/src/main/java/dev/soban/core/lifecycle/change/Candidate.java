package dev.soban.core.lifecycle.change;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.ModelVersion;
import java.util.Map;

/**
 * A version that could be loaded, as the repository has it at one moment.
 *
 * @param settings how it is to be served; equal to another's when nothing about that changed
 * @param files what it is made of; equal to another's when no file changed
 * @param aliases of its model, with which a model that nobody knows yet begins
 * @param pinned whether it begins as never to be unloaded for want of memory
 * @param memoryBytes about how much memory it takes while loaded
 */
public record Candidate(
    ModelVersion id,
    Object settings,
    Object files,
    Map<String, String> aliases,
    boolean pinned,
    long memoryBytes,
    Loading loading) {
  public Candidate {
    aliases = Map.copyOf(aliases);
  }

  /** Loads, warms up and checks a version; blocking. */
  @FunctionalInterface
  public interface Loading {
    /**
     * @throws ModelLoadException when it cannot be served; nothing of it stays behind
     */
    Served load() throws ModelLoadException;
  }
}
