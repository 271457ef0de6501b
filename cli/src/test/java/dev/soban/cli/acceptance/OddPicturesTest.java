package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unusual pictures are taken, broken ones and bombs are refused with a reason, all cheaply. */
class OddPicturesTest {
  private static final long HEAP_GROWTH_BYTES = 64L << 20;

  /** Valid, but of formats that are not read, or cut off. */
  private static final Map<String, String> NOT_READ =
      Map.of(
          "pil_avif_rot1mir0.avif", "AVIF",
          "pil_hopper.ico", "ICO",
          "pil_hopper.qoi", "QOI",
          "pil_hopper_16bit.pgm", "PNM",
          "pil_ultrahdr.jpg", "cut off");

  /** What must never be taken for a picture. */
  private static final Set<String> NEVER_PICTURES =
      Set.of(
          "bmp_header_2gx2g.bmp",
          "bomb_20000x20000_gray1.png",
          "bomb_header_2147483647sq.png",
          "empty.jpg",
          "jpeg_header_only.jpg",
          "jpeg_sof_claims_65500sq.jpg",
          "jpeg_sof_zero_dims.jpg",
          "one_byte.png",
          "svg_as_png.png",
          "tall_1x100000_gray.png",
          "text_as_png.png",
          "wide_65000x1.png",
          "zip_as_jpg.jpg",
          "pil_decompression_bomb.gif",
          "pil_decompression_bomb.ico",
          "pil_truncated_image.png",
          "pil_zero_width.gif");

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    PictureModels.mnist(models);
    PictureModels.mobileNet(models, "photos", "mobilenet_v2_1.0_224_int8_qdq.onnx");
    models.bare(TestData.path("tabular/iris_logreg.onnx"));
    served = ServedModels.of(models);
    served.expectIrisAnswers();
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  @Test
  void valid_pictures_are_taken_but_for_formats_that_are_not_read() {
    for (Path file : TestData.in("images_odd/valid")) {
      String name = file.getFileName().toString();
      Answer answer = photo(file);
      String reason = NOT_READ.get(name);
      if (reason == null) {
        assertThat(answer.status()).as(name + ": " + answer.text()).isEqualTo(200);
      } else {
        isRefused(name, answer);
        assertThat(answer.error()).contains(reason);
      }
    }
    served.expectNothingHeld();
  }

  @Test
  void everything_odd_gets_an_answer_or_a_reason_and_leaves_nothing_behind() {
    usedHeap();
    long before = usedHeap();
    Map<String, Long> micros = new LinkedHashMap<>();
    for (String folder : List.of("valid", "broken", "generated")) {
      for (Path file : TestData.in("images_odd/" + folder)) {
        String name = file.getFileName().toString();
        long begun = System.nanoTime();
        Answer answer = photo(file);
        micros.put(name, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
        if (answer.status() != 200) {
          isRefused(name, answer);
        }
        assertThat(answer.status() == 200 && NEVER_PICTURES.contains(name)).as(name).isFalse();
        served.expectIrisAnswers();
      }
    }
    served.expectNothingHeld();
    System.out.println("slowest odd pictures, in microseconds: " + slowest(micros));
    assertThat(usedHeap() - before).as("growth of the heap").isLessThan(HEAP_GROWTH_BYTES);
  }

  @Test
  void odd_pictures_are_treated_alike_over_the_protocol() {
    for (String folder : List.of("broken", "generated")) {
      for (Path file : TestData.in("images_odd/" + folder)) {
        TensorValue bytes = TensorValue.strings(List.of(1L), List.of(TestData.read(file)));
        Answer answer =
            served.client().infer("photos", Question.of("image", bytes), Transfer.BINARY);

        assertThat(answer.status())
            .as(file.getFileName().toString())
            .isEqualTo(photo(file).status());
        if (answer.status() != 200) {
          isRefused(file.getFileName().toString(), answer);
        }
      }
    }
    served.expectNothingHeld();
  }

  /** Sent without saying what it is, so that nothing but the bytes counts. */
  private static Answer photo(Path file) {
    return served
        .client()
        .post("/predictions/photos", "application/octet-stream", TestData.read(file));
  }

  private static void isRefused(String name, Answer answer) {
    assertThat(answer.status()).as(name + ": " + answer.text()).isBetween(400, 499);
    assertThat(answer.error())
        .as(name)
        .hasSizeBetween(15, 400)
        .doesNotContain("Exception", "\tat ", "\n");
  }

  private static List<String> slowest(Map<String, Long> micros) {
    return micros.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(5)
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
