package dev.soban.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.PictureInput.Filter;
import dev.soban.core.model.PictureInput.Limits;
import dev.soban.core.model.PictureInput.Resize;
import dev.soban.core.predict.PredictionException;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files with random damage: refused or decoded, never anything else. */
class PictureFuzzTest {
  private static final int HEADERS = 20_000;
  private static final int DECODED = 600;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<byte[]> files =
      List.of(
          Pictures.jpeg(Pictures.gradient(60, 40), false),
          Pictures.jpegTurned(Pictures.jpeg(Pictures.gradient(60, 40), true), 6),
          Pictures.pngTurned(Pictures.png(Pictures.gradient(60, 40)), 3),
          Pictures.encode(Pictures.gradient(60, 40), "gif"),
          Pictures.encode(Pictures.gradient(60, 40), "bmp"),
          Pictures.tiffTurned(Pictures.gradient(60, 40), 8),
          webp());

  @Test
  void damaged_headers_are_refused_or_read() {
    System.out.println("seed " + seed);
    try (PictureDecoders decoders = PictureDecoders.find()) {
      PicturePreparation preparation = Inputs.stretch(8, 8).with(decoders);
      for (int i = 0; i < HEADERS; i++) {
        MemorySegment file = MemorySegment.ofArray(damaged());
        assertRefusedOrDone(() -> preparation.check(file));
      }
    }
  }

  @Test
  void damaged_pictures_are_refused_or_decoded() {
    System.out.println("seed " + seed);
    Limits limits = new Limits(1 << 20, 1_000_000, 4_000, 10);
    Inputs input = Inputs.fit(32, 32, Resize.SHORT_SIDE_CROP, Filter.ANTIALIAS).limits(limits);
    for (List<String> libraries : List.of(List.of("libturbojpeg.so.0"), List.<String>of())) {
      try (PictureDecoders decoders = PictureDecoders.find(libraries)) {
        for (int i = 0; i < DECODED; i++) {
          byte[] file = damaged();
          assertRefusedOrDone(() -> input.tensor(decoders, file));
        }
      }
    }
  }

  private void assertRefusedOrDone(Runnable use) {
    try {
      use.run();
    } catch (PredictionException refusal) {
      assertThat(refusal).as("seed " + seed).hasMessageStartingWith("picture: ");
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private byte[] damaged() {
    byte[] file = files.get(random.nextInt(files.size())).clone();
    int flips = random.nextInt(6);
    for (int i = 0; i < flips; i++) {
      int reach = random.nextBoolean() ? Math.min(64, file.length) : file.length;
      file[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0 ? Pictures.cut(file, random.nextInt(file.length)) : file;
  }

  /** One pixel, lossless. */
  private static byte[] webp() {
    return HexFormat.of()
        .parseHex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700");
  }
}
