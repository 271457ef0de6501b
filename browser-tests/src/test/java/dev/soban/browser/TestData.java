package dev.soban.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The models and pictures that stand beside the repository; tests are skipped without them. */
final class TestData {
  private TestData() {}

  static Path path(String relative) {
    String set = System.getenv("SOBAN_TEST_DATA");
    Path root = set == null ? ServedExamples.root().resolve("../shared/data") : Path.of(set);
    Path path = root.resolve(relative).normalize();
    if (!Files.exists(path)) {
      System.out.println("skipped, test data not found: " + relative);
    }
    Assumptions.assumeTrue(Files.exists(path), "test data not found: " + relative);
    return path;
  }
}
