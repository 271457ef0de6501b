package dev.soban.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What makes a version what it is: equal stamps mean that nothing changed.
 *
 * @param settings what is said of the model, and the files that this names
 * @param files the version itself
 * @param sizeBytes of the model with its external data
 */
public record EntryStamps(Object settings, FolderStamp files, long sizeBytes) {
  public static EntryStamps of(ModelEntry entry, Path root) throws IOException {
    boolean bare = entry.folder().equals(root);
    FolderStamp files = FolderStamp.of(bare ? entry.file() : entry.folder());
    Path model = entry.folder().resolveSibling("");
    Object settings =
        bare
            ? entry.settings()
            : List.of(entry.settings(), FolderStamp.besides(model, ModelFolder.SETTINGS_FILES));
    return new EntryStamps(settings, files, size(entry, bare));
  }

  private static long size(ModelEntry entry, boolean bare) throws IOException {
    if (bare) {
      return Files.size(entry.file());
    }
    long size = 0;
    for (Path file : Listing.of(entry.folder())) {
      size += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return size;
  }
}
