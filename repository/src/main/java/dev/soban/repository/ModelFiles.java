package dev.soban.repository;

import dev.soban.repository.triton.FilesBeside;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files beside model.yaml or config.pbtxt that these may name. */
final class ModelFiles implements FilesBeside {
  static final ModelFiles NONE = new ModelFiles(Path.of(""), null);

  private final Path folder;
  private final @Nullable Containment containment;

  ModelFiles(Path folder, @Nullable Containment containment) {
    this.folder = folder;
    this.containment = containment;
  }

  @Override
  public Path path(String name) {
    return folder.resolve(name).normalize();
  }

  /** The file that a key names; empty when there is none, and told when it may not be used. */
  Optional<Path> named(YamlObject yaml, String key) {
    Optional<String> name = yaml.value(key, ScalarType.string());
    try {
      Optional<String> refusal = name.flatMap(this::refusal);
      refusal.ifPresent(
          reason -> yaml.wrong(key, "a file in the model's folder; this is " + reason));
      return refusal.isPresent() ? Optional.empty() : name.map(this::path);
    } catch (InvalidPathException e) {
      yaml.wrong(key, "a file in the model's folder");
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> refusal(String name) {
    if (Path.of(name).isAbsolute() || !path(name).startsWith(folder.normalize())) {
      return Optional.of("outside of the model's folder");
    }
    return containment == null
        ? Optional.of("there are no files")
        : containment.fileRefusal(path(name));
  }
}
