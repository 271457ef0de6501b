package dev.soban.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.soban.repository.yaml.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a settings file, it is read or refused with a place, and never worse. */
class DamagedSettingsTest {
  private static final String PIECES = ":-?[]{}&*!|>'\"%@`#,<~\n\t 0.eaZ\u0000\uFEFF소\uD83C\uDF5A";
  private static final int ROUNDS = 1_000;

  @TempDir Path root;

  @Test
  void damaged_file_is_read_or_refused() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path file = root.resolve("model.yaml");
    Files.writeString(root.resolve("labels.txt"), "a");
    Files.writeString(root.resolve("often.jsonl"), "{}");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = damaged(random);
      Files.write(file, damaged);
      try {
        assertThat(ModelSettings.read(file, Containment.of(root))).isNotNull();
      } catch (ConfigException e) {
        refused++;
        assertThat(e.problems()).allSatisfy(it -> assertThat(it.place().hasLine()).isTrue());
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + seed + ": " + new String(damaged, StandardCharsets.UTF_8), e);
      }
    }
    assertThat(refused).isBetween(1, ROUNDS - 1);
  }

  private static byte[] damaged(Random random) {
    StringBuilder yaml = new StringBuilder(ModelSettingsTest.EVERY_KEY);
    for (int i = 0; i <= random.nextInt(4); i++) {
      int at = random.nextInt(yaml.length());
      switch (random.nextInt(3)) {
        case 0 -> yaml.delete(at, Math.min(yaml.length(), at + 1 + random.nextInt(9)));
        case 1 -> yaml.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
        default -> yaml.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
      }
    }
    byte[] bytes = yaml.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }
}
