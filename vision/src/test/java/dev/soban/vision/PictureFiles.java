package dev.soban.vision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The test pictures, where they are at hand. */
public final class PictureFiles {
  private PictureFiles() {}

  /** The folder of test data; skips the test, saying so, when there is none. */
  public static Path folder(String name) {
    String given = System.getenv("SOBAN_TEST_DATA");
    Path root =
        given != null
            ? Path.of(given)
            : Path.of(System.getProperty("soban.root", "."), "..", "shared", "data");
    Path folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      System.out.println("skipped: no pictures in " + name + " (set SOBAN_TEST_DATA)");
    }
    Assumptions.assumeTrue(Files.isDirectory(folder), name);
    return folder;
  }

  public static List<Path> in(String name) {
    try (Stream<Path> files = Files.walk(folder(name))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static MemorySegment read(Path file) {
    return MemorySegment.ofArray(bytes(file));
  }

  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
