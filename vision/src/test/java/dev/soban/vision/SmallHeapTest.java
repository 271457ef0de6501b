package dev.soban.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures as large as is allowed, on the heap of a machine of 1 GiB. */
class SmallHeapTest {
  private static final int WIDTH = 8_000;
  private static final int HEIGHT = 5_000;

  @TempDir Path folder;

  @Test
  void the_largest_pictures_at_once_wait_for_one_another_and_do_not_end_the_process()
      throws Exception {
    Path webp = Files.write(folder.resolve("large.webp"), losslessWebp(WIDTH, HEIGHT));
    Path png =
        Files.write(folder.resolve("large.png"), Pictures.png(Pictures.blank(WIDTH, HEIGHT)));

    Path half = Files.write(folder.resolve("half.webp"), losslessWebp(WIDTH, HEIGHT / 2));

    assertThat(run(384, "224", webp, png)).isEqualTo("8 decoded, 0 too large\n");
    assertThat(run(200, "224", half)).isEqualTo("8 decoded, 0 too large\n");
  }

  @Test
  void what_the_heap_cannot_hold_is_refused_and_does_not_end_the_process() throws Exception {
    Path webp = Files.write(folder.resolve("large.webp"), losslessWebp(WIDTH, HEIGHT));
    Path png =
        Files.write(folder.resolve("large.png"), Pictures.png(Pictures.blank(WIDTH, HEIGHT)));

    assertThat(run(200, "224", webp)).isEqualTo("0 decoded, 8 too large\n");
    assertThat(run(384, "4500", png)).isEqualTo("0 decoded, 8 too large\n");
  }

  @Test
  void the_refusal_names_the_limit_and_the_ways_out() throws Exception {
    try (PictureDecoders decoders = PictureDecoders.find(List.of(), 100L << 20)) {
      PicturePreparation preparation = Inputs.stretch(224, 224).with(decoders);

      assertThatThrownBy(
              () -> preparation.check(MemorySegment.ofArray(losslessWebp(WIDTH, HEIGHT))))
          .isInstanceOf(InputTooLarge.class)
          .hasMessageContaining("8000x5000 pixels of WEBP")
          .hasMessageContaining("expected: at most 100 MiB")
          .hasMessageContaining("SOBAN_JAVA_OPTS");
    }
  }

  private String run(int heapMiB, String side, Path... files)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx" + heapMiB + "m",
                "-cp",
                System.getProperty("java.class.path"),
                ManyPictures.class.getName(),
                side));
    for (Path file : files) {
      command.add(file.toString());
    }
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(err)).isZero();
      return Files.readString(out);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A WebP of one colour: every code is a single symbol, which takes no bits at all. */
  private static byte[] losslessWebp(int width, int height) {
    int padding = 4_096;
    ByteBuffer file = ByteBuffer.allocate(20 + 10 + padding).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
    file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(10 + padding);
    file.put((byte) 0x2F).putInt((width - 1) | (height - 1) << 14);
    // No transform, no colour cache, no groups of codes; five simple codes of one symbol, 0.
    int bits = 0;
    for (int code = 0; code < 5; code++) {
      bits |= 1 << (3 + 4 * code);
    }
    file.putInt(bits);
    return file.array();
  }
}
