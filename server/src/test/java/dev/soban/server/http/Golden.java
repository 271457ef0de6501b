package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages as they were agreed on, in files. */
final class Golden {
  private Golden() {}

  /** The message is, byte for byte, what the file holds. */
  static void check(String file, String message) {
    assertThat(message + "\n").as(file).isEqualTo(read(file));
  }

  private static String read(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
      assertThat(in).as(file + " is there").isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
