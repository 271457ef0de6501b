package dev.soban.repository;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files beside model.yaml that it may name. */
final class ModelFiles {
  static final ModelFiles NONE = new ModelFiles(Path.of(""), null);

  private final Path folder;
  private final @Nullable Containment containment;

  ModelFiles(Path folder, @Nullable Containment containment) {
    this.folder = folder;
    this.containment = containment;
  }

  Path path(String name) {
    return folder.resolve(name).normalize();
  }

  /** Why a file may not be used; empty when it may. */
  Optional<String> refusal(String name) {
    if (Path.of(name).isAbsolute() || !path(name).startsWith(folder.normalize())) {
      return Optional.of("outside of the model's folder");
    }
    return containment == null
        ? Optional.of("there are no files")
        : containment.fileRefusal(path(name));
  }
}
