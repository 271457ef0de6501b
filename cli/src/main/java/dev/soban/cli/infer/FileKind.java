package dev.soban.cli.infer;

import dev.soban.cli.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a file is sent as, told by its name. */
final class FileKind {
  private FileKind() {}

  static String contentType(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return switch (extension) {
      case "json" -> "application/json";
      case "csv" -> "text/csv";
      case "jpg", "jpeg" -> "image/jpeg";
      case "png", "gif", "bmp", "webp" -> "image/" + extension;
      case "tif", "tiff" -> "image/tiff";
      default -> "application/octet-stream";
    };
  }

  static void requireReadable(List<Path> files) {
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        String what = Files.exists(file) ? "a folder, or not readable" : "not found";
        throw CommandFailure.usage(file + ": " + what + " (expected: a file that can be read)");
      }
    }
  }
}
