package dev.soban.repository.triton;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TritonDocTest {
  private static final Path ROOT = Path.of(System.getProperty("soban.root", ".."));

  @Test
  void every_field_that_is_read_stands_in_the_page() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/triton.md"));

    assertThat(IgnoredFields.READ).allSatisfy(path -> assertThat(page).contains("`" + path + "`"));
  }
}
