package dev.soban.repository;

import dev.soban.core.model.ModelVersion;
import java.nio.file.Path;
import java.util.List;

/**
 * A version found in the repository, not yet loaded.
 *
 * @param file the model itself
 * @param folder the version's folder; for a bare file the repository's
 * @param golden requests with their answers, by name
 */
public record ModelEntry(
    ModelVersion id, Path file, Path folder, ModelSettings settings, List<Path> golden) {
  public ModelEntry {
    golden = List.copyOf(golden);
  }
}
