package dev.soban.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the shared test models, and skips a test, saying so, where they are absent. */
final class TestData {
  private TestData() {}

  static Path file(String relative) {
    String set = System.getenv("SOBAN_TEST_DATA");
    Path root = set == null ? CommandRun.root().resolve("../shared/data") : Path.of(set);
    Path file = root.resolve(relative).normalize();
    boolean present = Files.exists(file);
    if (!present) {
      System.out.println("skipped, test data not found: " + relative);
    }
    Assumptions.assumeTrue(present, "test data not found: " + relative);
    return file;
  }
}
