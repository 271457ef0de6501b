package dev.soban.cli.acceptance.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The models and pictures that stand beside the repository; tests are skipped without them. */
public final class TestData {
  private TestData() {}

  /** A file or folder of the test data. */
  public static Path path(String relative) {
    Path path = root().resolve(relative);
    if (!Files.exists(path)) {
      System.out.println("skipped, test data not found: " + relative);
    }
    Assumptions.assumeTrue(Files.exists(path), "test data not found: " + relative);
    return path;
  }

  /** A file of this repository. */
  public static Path ofRepository(String relative) {
    return Path.of(System.getProperty("soban.root", "..")).resolve(relative);
  }

  public static byte[] bytes(String relative) {
    return read(path(relative));
  }

  public static String text(String relative) {
    return new String(bytes(relative), StandardCharsets.UTF_8);
  }

  public static List<String> lines(String relative) {
    return text(relative).lines().toList();
  }

  /** What lies directly in a folder, sorted. */
  public static List<Path> in(String folder) {
    try (Stream<Path> entries = Files.list(path(folder))) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    String set = System.getenv("SOBAN_TEST_DATA");
    return set != null
        ? Path.of(set)
        : Path.of(System.getProperty("soban.root", ".."), "..", "shared", "data").normalize();
  }
}
