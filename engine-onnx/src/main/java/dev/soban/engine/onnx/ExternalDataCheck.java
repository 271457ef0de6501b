package dev.soban.engine.onnx;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.engine.onnx.graph.outline.ExternalTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks, before the runtime opens anything, that a model's external data are regular files within
 * the folder that the model may use, and large enough.
 */
final class ExternalDataCheck {
  private final OnnxModelFiles files;

  ExternalDataCheck(OnnxModelFiles files) {
    this.files = files;
  }

  /**
   * Checks every place, and says where each is to be found from the root when links are among them:
   * the runtime itself follows no link out of the model's folder.
   *
   * @return new place by the place that the model names; empty when all lie where it says
   */
  Map<String, String> check(List<ExternalTensor> tensors) throws ModelLoadException {
    Map<String, String> relocated = new HashMap<>();
    boolean linked = false;
    for (ExternalTensor tensor : tensors) {
      if (tensor.locations().isEmpty()) {
        throw refused(tensor, "", "names no file; export the model again");
      }
      for (String location : tensor.locations()) {
        linked |= check(tensor, location, relocated);
      }
    }
    return linked ? relocated : Map.of();
  }

  private boolean check(ExternalTensor tensor, String location, Map<String, String> relocated)
      throws ModelLoadException {
    Path file = resolved(tensor, location);
    if (!Files.exists(file)) {
      throw refused(tensor, location, "does not exist; copy it beside the model");
    }
    try {
      Path real = file.toRealPath();
      checkFile(tensor, location, real);
      boolean linked = !real.startsWith(files.folder().toRealPath());
      if (linked && !tensor.initializer()) {
        throw refused(tensor, location, "is a link out of the model's folder; copy the file there");
      }
      relocated.put(
          location, files.root().toRealPath().relativize(real).toString().replace('\\', '/'));
      return linked;
    } catch (IOException e) {
      throw refused(tensor, location, "cannot be read (" + e.getMessage() + ")");
    }
  }

  private Path resolved(ExternalTensor tensor, String location) throws ModelLoadException {
    if (location.isEmpty()) {
      throw refused(tensor, location, "is empty; export the model again");
    }
    if (location.startsWith("/") || location.startsWith("\\") || location.matches("[A-Za-z]:.*")) {
      throw refused(
          tensor,
          location,
          "is an absolute path; keep the data beside the model, named without a path");
    }
    if (List.of(location.split("[/\\\\]")).contains("..")) {
      throw refused(
          tensor, location, "leads out of the model's folder; keep the data beside the model");
    }
    try {
      return files.folder().resolve(location);
    } catch (InvalidPathException e) {
      throw refused(tensor, location, "is no file name here; rename it in plain letters");
    }
  }

  private void checkFile(ExternalTensor tensor, String location, Path real)
      throws ModelLoadException, IOException {
    if (!real.startsWith(files.root().toRealPath())) {
      throw refused(
          tensor,
          location,
          "is a link that leads out of " + files.root() + "; put the file itself there");
    }
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(tensor, location, "is not a regular file; put the data file there");
    }
    if (links(real) > 1) {
      throw refused(
          tensor,
          location,
          "has further hard links, through which a file from elsewhere may be read; copy it instead");
    }
    checkLength(tensor, location, Files.size(real));
  }

  private void checkLength(ExternalTensor tensor, String location, long sizeBytes)
      throws ModelLoadException {
    long offset = number(tensor, location, "offset");
    long length = number(tensor, location, "length");
    if (offset > sizeBytes || length > sizeBytes - offset) {
      throw refused(
          tensor,
          location,
          "holds "
              + sizeBytes
              + " bytes, but the model wants "
              + length
              + " from byte "
              + offset
              + "; copy the file again, or export the model again");
    }
  }

  private long number(ExternalTensor tensor, String location, String key)
      throws ModelLoadException {
    String text = tensor.entries().getOrDefault(key, "0");
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below, like a negative one
    }
    throw refused(tensor, location, "has the " + key + " '" + text + "'; export the model again");
  }

  private static int links(Path file) throws IOException {
    try {
      return (int) Files.getAttribute(file, "unix:nlink");
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 1;
    }
  }

  private ModelLoadException refused(ExternalTensor tensor, String location, String reason) {
    return new ModelLoadException(
        files.model()
            + ": tensor '"
            + tensor.name()
            + "' in "
            + tensor.where()
            + ": external data '"
            + location
            + "' "
            + reason);
  }
}
