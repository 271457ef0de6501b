package dev.soban.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.PictureInput.Filter;
import dev.soban.core.model.PictureInput.Resize;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.vision.header.PictureHeader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Real pictures, usual, unusual and broken, through both decoders. */
class OddPicturesTest {
  private static final PictureDecoders DECODERS = PictureDecoders.find();
  private static final PictureDecoders WITHOUT_TURBOJPEG = PictureDecoders.find(List.of());
  private static final Inputs INPUT = Inputs.fit(96, 96, Resize.SHORT_SIDE_CROP, Filter.ANTIALIAS);

  private static final Map<String, String> REFUSED_THOUGH_VALID =
      Map.of(
          "pil_avif_rot1mir0.avif", "an AVIF file",
          "pil_hopper.ico", "an ICO file",
          "pil_hopper.qoi", "a QOI file",
          "pil_hopper_16bit.pgm", "a PNM file",
          // nothing but header: the file ends where the coded picture would begin
          "pil_ultrahdr.jpg", "cut off");

  /** Broken somewhere that does not touch the pixels, or harmlessly named wrong. */
  private static final Set<String> TAKEN_THOUGH_BROKEN =
      Set.of(
          "pil_bmp_badpalettesize.bmp",
          "pil_bmp_badrle.bmp",
          "pil_broken_exif_dpi.jpg",
          "pil_hopper_idat_after_image_end.png",
          "pil_jpeg_ff00_header.jpg",
          "pil_missing_background.gif",
          "pil_png_decompression_dos.png",
          "pil_truncated_end_chunk.png",
          "pil_unknown_compression_method.png",
          "tm_broken-invalid-adobe-ycc-gray.jpg",
          "jpeg_named_png.png",
          "png_1x1.png",
          "png_iccp_bomb.png",
          "png_named_jpg.jpg",
          "polyglot_jpeg_zip.jpg");

  /** Its coded data is out of step; each decoder makes something else of it. */
  private static final Set<String> GARBAGE = Set.of("pil_hopper_bad_exif.jpg");

  @AfterAll
  static void close() {
    DECODERS.close();
    WITHOUT_TURBOJPEG.close();
  }

  @Test
  void unusual_but_valid_pictures_decode() {
    for (Path file : PictureFiles.in("images_odd/valid")) {
      byte[] bytes = PictureFiles.bytes(file);
      String reason = REFUSED_THOUGH_VALID.get(file.getFileName().toString());
      if (reason == null) {
        assertThat(INPUT.tensor(DECODERS, bytes)).as(file.toString()).isNotEmpty();
      } else {
        assertThatThrownBy(() -> INPUT.tensor(DECODERS, bytes))
            .as(file.toString())
            .isInstanceOf(InvalidInput.class)
            .hasMessageContaining(reason);
      }
    }
  }

  @Test
  void broken_pictures_and_bombs_are_refused_with_a_reason_and_cost_little_heap() {
    for (String folder : List.of("images_odd/broken", "images_odd/generated")) {
      for (Path file : PictureFiles.in(folder)) {
        byte[] bytes = PictureFiles.bytes(file);
        for (PictureDecoders decoders : List.of(DECODERS, WITHOUT_TURBOJPEG)) {
          long before = allocated();
          boolean taken = taken(decoders, bytes);
          assertThat(allocated() - before).as(file.toString()).isLessThan(64L << 20);
          assertThat(taken)
              .as(file.toString())
              .isEqualTo(TAKEN_THOUGH_BROKEN.contains(file.getFileName().toString()));
        }
      }
    }
  }

  @Test
  void headers_say_what_decoders_see() throws IOException {
    Map<String, String> expected = sizes();
    for (Path file : PictureFiles.in("images_odd/valid")) {
      String size = expected.get("valid/" + file.getFileName());
      if (size != null) {
        PictureHeader header = INPUT.with(DECODERS).check(PictureFiles.read(file));
        assertThat(header.width() + "x" + header.height()).as(file.toString()).isEqualTo(size);
      }
    }
  }

  @Test
  void decoders_agree_within_a_few_grey_levels() {
    List<Path> files = new ArrayList<>(PictureFiles.in("images"));
    files.addAll(PictureFiles.in("images_odd/valid"));
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (!REFUSED_THOUGH_VALID.containsKey(name) && !GARBAGE.contains(name)) {
        byte[] bytes = PictureFiles.bytes(file);
        double mean =
            meanDifference(INPUT.tensor(DECODERS, bytes), INPUT.tensor(WITHOUT_TURBOJPEG, bytes));
        assertThat(mean).as(file.toString()).isLessThan(2);
      }
    }
  }

  @Test
  void a_turned_webp_equals_the_turned_jpeg_of_the_same_picture() {
    Path folder = PictureFiles.folder("images_odd/valid");
    byte[] webp = PictureFiles.bytes(folder.resolve("pil_hopper_orientation_6.webp"));
    byte[] jpeg = PictureFiles.bytes(folder.resolve("pil_hopper_orientation_6.jpg"));

    assertThat(meanDifference(INPUT.tensor(DECODERS, webp), INPUT.tensor(DECODERS, jpeg)))
        .isLessThan(6);
  }

  private static boolean taken(PictureDecoders decoders, byte[] bytes) {
    try {
      INPUT.tensor(decoders, bytes);
      return true;
    } catch (PredictionException refusal) {
      assertThat(refusal).hasMessageStartingWith("picture: ");
      return false;
    }
  }

  /** All that this thread ever allocated: an upper bound of how much the heap can grow. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static Map<String, String> sizes() throws IOException {
    Map<String, String> sizes = new HashMap<>();
    Path table = PictureFiles.folder("expected").resolve("images_odd_jdk25_imageio.tsv");
    for (String line : Files.readAllLines(table)) {
      String[] columns = line.split("\t");
      String[] words = columns[1].split(" ");
      if (words.length > 1 && words[1].matches("\\d+x\\d+")) {
        sizes.put(columns[0], words[1]);
      }
    }
    return sizes;
  }

  private static double meanDifference(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
    }
    return (double) sum / one.length;
  }
}
