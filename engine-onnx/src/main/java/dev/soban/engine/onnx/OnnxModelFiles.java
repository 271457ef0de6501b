package dev.soban.engine.onnx;

import java.nio.file.Path;

/**
 * Where a model lies.
 *
 * @param model the ONNX file
 * @param root folder that nothing the model refers to may leave
 */
public record OnnxModelFiles(Path model, Path root) {
  /** A model whose files all lie in its own folder. */
  public static OnnxModelFiles of(Path model) {
    Path absolute = model.toAbsolutePath();
    Path folder = absolute.getParent();
    return new OnnxModelFiles(absolute, folder == null ? absolute : folder);
  }

  /** The folder that the model lies in. */
  Path folder() {
    Path folder = model.toAbsolutePath().getParent();
    return folder == null ? root : folder;
  }
}
