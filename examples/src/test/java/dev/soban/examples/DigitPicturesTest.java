package dev.soban.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.examples.digits.DigitsModel;
import dev.soban.examples.digits.Picture;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DigitPicturesTest {

  @Test
  void drawing_again_gives_the_committed_pictures() throws Exception {
    for (Picture picture : DigitPictures.pictures()) {
      Path file = OnnxModel.EXAMPLES.resolve("pictures").resolve(picture.digit() + ".png");

      assertThat(samples(ImageIO.read(file.toFile())))
          .as(file.getFileName().toString())
          .isEqualTo(samples(DigitPictures.toImage(picture)));
    }
  }

  @Test
  void the_committed_model_reads_the_committed_pictures() throws Exception {
    try (var model = OnnxModel.open("digits")) {
      for (Picture picture : DigitPictures.pictures()) {
        float[] logits = model.run(shrunk(picture), 1, 1, 28, 28)[0];

        assertThat(OnnxModel.best(logits)).isEqualTo(picture.digit());
      }
    }
  }

  /** Every pixel is the mean of a block, as antialiased resizing makes it. */
  private static float[] shrunk(Picture picture) {
    int block = picture.side() / DigitsModel.SIDE;
    var shrunk = new float[DigitsModel.SIDE * DigitsModel.SIDE];
    for (int i = 0; i < picture.pixels().length; i++) {
      int x = i % picture.side() / block;
      int y = i / picture.side() / block;
      shrunk[y * DigitsModel.SIDE + x] += picture.pixels()[i] / (block * block);
    }
    return shrunk;
  }

  private static int[] samples(BufferedImage image) {
    return image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
  }
}
