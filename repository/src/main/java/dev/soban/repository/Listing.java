package dev.soban.repository;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a folder holds, hidden files left out, by name. */
final class Listing {
  private Listing() {}

  static List<Path> of(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!name(entry).startsWith(".")) {
          paths.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    paths.sort(Comparator.comparing(Listing::name));
    return paths;
  }

  static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }

  static boolean isOnnx(Path path) {
    return name(path).endsWith(".onnx");
  }
}
