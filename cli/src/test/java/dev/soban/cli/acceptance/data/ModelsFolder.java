package dev.soban.cli.acceptance.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of models in the making; files are copied into it. */
public record ModelsFolder(Path root) {

  /** A lone file, version 1 of the model named as it is. */
  public ModelsFolder bare(Path onnx) {
    return bare(onnx.getFileName().toString().replace(".onnx", ""), TestData.read(onnx));
  }

  public ModelsFolder bare(String name, byte[] onnx) {
    return write(root.resolve(name + ".onnx"), onnx);
  }

  /** Version 1 in folders of its own, with files that keep their names beside it. */
  public ModelsFolder version(String name, Path onnx, Path... beside) {
    Path version = root.resolve(name).resolve("1");
    write(version.resolve("model.onnx"), TestData.read(onnx));
    for (Path file : beside) {
      write(version.resolve(file.getFileName()), TestData.read(file));
    }
    return this;
  }

  public ModelsFolder settings(String name, String yaml) {
    return file(name + "/model.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  public ModelsFolder file(String relative, byte[] bytes) {
    return write(root.resolve(relative), bytes);
  }

  private ModelsFolder write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
