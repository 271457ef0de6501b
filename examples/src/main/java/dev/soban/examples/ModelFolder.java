package dev.soban.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a trained model goes: version 1 of its name. */
final class ModelFolder {
  private ModelFolder() {}

  static Path write(Path models, String name, byte[] onnx) throws IOException {
    Path version = Files.createDirectories(models.resolve(name).resolve("1"));
    return Files.write(version.resolve("model.onnx"), onnx);
  }
}
