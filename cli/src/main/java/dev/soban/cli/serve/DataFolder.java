package dev.soban.cli.serve;

import dev.soban.cli.CommandFailure;
import dev.soban.repository.state.StateFiles;
import dev.soban.repository.yaml.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Where the process keeps its own files. */
final class DataFolder {
  private DataFolder() {}

  /** Makes the folder where there is none, and owns it. */
  static StateFiles open(Path folder) {
    try {
      return StateFiles.open(folder, InstantSource.system());
    } catch (ConfigException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }

  /** Says early what would fail late. */
  static void check(Path folder) {
    @Nullable Path existing = folder.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
      throw CommandFailure.usage("data: " + folder + " (expected: a folder that can be written)");
    }
  }
}
