package dev.soban.cli.serve;

import dev.soban.cli.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the process keeps its own files; made by whoever first has something to keep. */
final class DataFolder {
  private DataFolder() {}

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
