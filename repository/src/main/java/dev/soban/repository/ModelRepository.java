package dev.soban.repository;

import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder with the models: {@code <name>/<version>/model.onnx} with an optional {@code
 * <name>/model.yaml}, or a bare {@code <name>.onnx}, which is version 1. Only read, never written.
 */
public final class ModelRepository {
  private ModelRepository() {}

  /**
   * Looks at every model; reads settings but no model. Hidden and stray files are passed over.
   *
   * @throws ConfigException when the folder itself cannot be read; never because of a model in it
   */
  public static ScannedModels scan(Path root) throws ConfigException {
    if (!Files.isDirectory(root)) {
      throw new ConfigException(
          Place.of("models"), root + " (expected: a folder that exists and holds models)");
    }
    try {
      return new RepositoryScan(root, Containment.of(root)).run();
    } catch (IOException e) {
      throw new ConfigException(Place.of("models"), root + " cannot be read: " + e);
    }
  }
}
