package dev.soban.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Says whether a path truly lies in the repository. Symbolic links may point anywhere inside it; a
 * file with a second name (hard link) is refused, because nobody can tell where the other one is.
 */
final class Containment {
  private final Path realRoot;

  private Containment(Path realRoot) {
    this.realRoot = realRoot;
  }

  static Containment of(Path root) throws IOException {
    return new Containment(root.toRealPath());
  }

  /** Why a path may not be used; empty when it may. */
  Optional<String> refusal(Path path) {
    try {
      Path real = path.toRealPath();
      return real.startsWith(realRoot)
          ? Optional.empty()
          : Optional.of("leads to " + real + " (expected: a place inside the models folder)");
    } catch (IOException e) {
      return Optional.of(
          Files.isSymbolicLink(path) ? "a symbolic link that leads nowhere" : "unreadable: " + e);
    }
  }

  /** As {@link #refusal}, for what must be a file. */
  Optional<String> fileRefusal(Path file) {
    return refusal(file).or(() -> notPlain(file));
  }

  /** As {@link #refusal}, at no cost for what is no link, where the folder above was checked. */
  Optional<String> linkRefusal(Path path) {
    return Files.isSymbolicLink(path) ? refusal(path) : Optional.empty();
  }

  private static Optional<String> notPlain(Path file) {
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        return Optional.of("a folder, pipe or device (expected: a regular file)");
      }
      int names = names(file.toRealPath());
      return names == 1
          ? Optional.empty()
          : Optional.of(
              "has "
                  + names
                  + " names, hard links (expected: a copy, or a symbolic link inside the models"
                  + " folder)");
    } catch (IOException e) {
      return Optional.of("unreadable: " + e);
    }
  }

  private static int names(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
            && Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                instanceof Integer names
        ? names
        : 1;
  }
}
