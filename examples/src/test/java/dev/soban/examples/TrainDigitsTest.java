package dev.soban.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soban.examples.digits.DigitsModel;
import dev.soban.examples.digits.Picture;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrainDigitsTest {
  private static final int PIXELS = DigitsModel.SIDE * DigitsModel.SIDE;

  @Test
  @Tag("slow")
  void training_again_gives_the_committed_file() throws Exception {
    var silence = new PrintStream(OutputStream.nullOutputStream());

    byte[] onnx = TrainDigits.train(silence).toOnnx();

    assertThat(onnx).isEqualTo(Files.readAllBytes(OnnxModel.file("digits")));
  }

  @Test
  void a_short_training_gives_the_same_bytes_everywhere() throws Exception {
    byte[] onnx = shortTraining().toOnnx();

    assertThat(sha256(onnx))
        .as("training has changed: write the digits model anew, then change this sum")
        .isEqualTo("9a3d778c9e9bf8e860a7dd6032f942336fefeb56e8317518cfafae01ed86cc64");
    assertThat(shortTraining().toOnnx()).isEqualTo(onnx);
  }

  @Test
  void the_graph_answers_as_the_network_it_was_written_from() throws Exception {
    List<Picture> pictures = TrainDigits.freshPictures(300);
    DigitsModel trained = shortTraining();
    try (var model = OnnxModel.of(trained.toOnnx())) {
      float[][] logits = model.run(pixels(pictures), pictures.size(), 1, 28, 28);

      assertThat(right(pictures, logits) / 300.0).isEqualTo(trained.accuracy(pictures));
      assertThat(trained.accuracy(pictures)).isGreaterThan(0.6);
    }
  }

  @Test
  void the_committed_model_reads_fresh_pictures() throws Exception {
    List<Picture> pictures = TrainDigits.freshPictures(1_000);
    try (var model = OnnxModel.open("digits")) {
      float[][] logits = model.run(pixels(pictures), pictures.size(), 1, 28, 28);

      assertThat(right(pictures, logits)).isGreaterThanOrEqualTo(980);
    }
  }

  @Test
  void a_picture_its_negative_and_its_batch_mates_get_the_same_answer() throws Exception {
    List<Picture> pictures = TrainDigits.freshPictures(10);
    try (var model = OnnxModel.open("digits")) {
      float[][] together = model.run(pixels(pictures), 10, 1, 28, 28);
      for (int i = 0; i < pictures.size(); i++) {
        float[] picture = pictures.get(i).pixels();

        assertThat(model.run(picture, 1, 1, 28, 28)[0]).containsExactly(together[i], within(1e-3f));
        assertThat(model.run(negative(picture), 1, 1, 28, 28)[0])
            .containsExactly(together[i], within(1e-2f));
      }
    }
  }

  @Test
  void a_blank_picture_gets_finite_scores() throws Exception {
    try (var model = OnnxModel.open("digits")) {
      for (float score : model.run(new float[PIXELS], 1, 1, 28, 28)[0]) {
        assertThat(score).isFinite();
      }
    }
  }

  @Test
  void the_committed_model_reads_digits_that_others_wrote() throws Exception {
    File[] files = testData().resolve("images/digits").toFile().listFiles();
    if (files == null) {
      System.out.println("skipped: images/digits of the test data is not there");
    }
    assumeTrue(files != null);
    var pictures = new ArrayList<Picture>();
    for (File file : files) {
      String name = file.getName();
      int digit = name.length() == 5 ? name.charAt(0) - '0' : 8;
      pictures.add(new Picture(digit, DigitsModel.SIDE, pixels(ImageIO.read(file))));
    }
    try (var model = OnnxModel.open("digits")) {
      float[][] logits = model.run(pixels(pictures), pictures.size(), 1, 28, 28);

      assertThat(pictures).hasSize(11);
      assertThat(right(pictures, logits)).isGreaterThanOrEqualTo(10);
    }
  }

  private static DigitsModel shortTraining() {
    return DigitsModel.train(60, (step, loss) -> {});
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static Path testData() {
    String folder = System.getenv("SOBAN_TEST_DATA");
    return folder == null
        ? Path.of(System.getProperty("soban.root", "."), "..", "shared", "data")
        : Path.of(folder);
  }

  private static int right(List<Picture> pictures, float[][] logits) {
    int right = 0;
    for (int i = 0; i < logits.length; i++) {
      right += OnnxModel.best(logits[i]) == pictures.get(i).digit() ? 1 : 0;
    }
    return right;
  }

  private static float[] pixels(List<Picture> pictures) {
    var pixels = new float[pictures.size() * PIXELS];
    for (int i = 0; i < pictures.size(); i++) {
      System.arraycopy(pictures.get(i).pixels(), 0, pixels, i * PIXELS, PIXELS);
    }
    return pixels;
  }

  private static float[] pixels(BufferedImage image) {
    int[] samples = image.getRaster().getSamples(0, 0, 28, 28, 0, (int[]) null);
    var pixels = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = samples[i] / 255f;
    }
    return pixels;
  }

  private static float[] negative(float[] picture) {
    var negative = new float[picture.length];
    for (int i = 0; i < picture.length; i++) {
      negative[i] = 1 - picture[i];
    }
    return negative;
  }
}
