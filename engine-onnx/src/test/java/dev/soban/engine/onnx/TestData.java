package dev.soban.engine.onnx;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the shared test models, and skips a test, saying so, where they are absent. */
final class TestData {
  private TestData() {}

  static Path root() {
    String set = System.getenv("SOBAN_TEST_DATA");
    if (set != null) {
      return Path.of(set);
    }
    return Path.of(System.getProperty("soban.root", ".."), "..", "shared", "data").normalize();
  }

  static Path file(String relative) {
    Path file = root().resolve(relative);
    boolean present = Files.exists(file);
    if (!present) {
      System.out.println("skipped, test data not found: " + relative);
    }
    Assumptions.assumeTrue(present, "test data not found: " + relative);
    return file;
  }
}
