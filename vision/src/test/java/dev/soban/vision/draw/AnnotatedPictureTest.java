package dev.soban.vision.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.vision.PictureDecoders;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatedPictureTest {
  private final PictureDecoders decoders = PictureDecoders.find(List.of());

  @TempDir Path folder;

  @AfterEach
  void close() {
    decoders.close();
  }

  @Test
  void a_box_is_drawn_along_its_sides() throws IOException {
    BufferedImage drawn = drawn(200, 200, 200, mark(50, 60, 150, 160, ""));

    assertThat(colour(drawn, 50, 100)).isEqualTo(Palette.of(0));
    assertThat(colour(drawn, 150, 100)).isEqualTo(Palette.of(0));
    assertThat(colour(drawn, 100, 60)).isEqualTo(Palette.of(0));
    assertThat(colour(drawn, 100, 160)).isEqualTo(Palette.of(0));
    assertThat(colour(drawn, 100, 100)).isEqualTo(Color.GRAY);
    assertThat(colour(drawn, 20, 20)).isEqualTo(Color.GRAY);
  }

  @Test
  void places_in_a_picture_of_another_size_are_brought_to_this_one() throws IOException {
    BufferedImage drawn = drawn(400, 400, 200, mark(50, 60, 150, 160, ""));

    assertThat(colour(drawn, 100, 200)).isEqualTo(Palette.of(0));
    assertThat(colour(drawn, 50, 200)).isEqualTo(Color.GRAY);
  }

  @Test
  void lines_are_thicker_in_larger_pictures() throws IOException {
    assertThat(thickness(drawn(200, 200, 200, mark(50, 60, 150, 160, "")), 55)).isBetween(1, 4);
    assertThat(thickness(drawn(2000, 2000, 2000, mark(500, 600, 1500, 1600, "")), 555))
        .isBetween(7, 9);
  }

  @Test
  void a_text_stands_above_its_box_or_inside_where_there_is_no_room() throws IOException {
    BufferedImage above = drawn(300, 300, 300, mark(50, 60, 250, 260, "고양이 0.87"));
    BufferedImage inside = drawn(300, 300, 300, mark(50, 2, 250, 260, "고양이 0.87"));

    assertThat(filled(above, 51, 56)).isTrue();
    assertThat(filled(above, 51, 66)).isFalse();
    assertThat(filled(inside, 51, 8)).isTrue();
  }

  @Test
  void a_text_at_the_right_edge_stays_in_the_picture() throws IOException {
    BufferedImage drawn = drawn(300, 300, 300, mark(270, 60, 299, 260, "a rather long label"));

    assertThat(filled(drawn, 298, 56)).isTrue();
  }

  @Test
  void key_points_are_dots_with_a_rim() throws IOException {
    Mark face =
        new Mark(
            20, 20, 280, 280, "", 3, List.of(new Mark.Point(150, 150), new Mark.Point(90, 90)));
    BufferedImage drawn = drawn(300, 300, 300, face);

    assertThat(colour(drawn, 150, 150)).isEqualTo(Palette.of(3));
    assertThat(colour(drawn, 90, 90)).isEqualTo(Palette.of(3));
    assertThat(colour(drawn, 120, 120)).isEqualTo(Color.GRAY);
  }

  @Test
  void every_colour_can_be_read_on() {
    assertThat(IntStream.range(0, 500))
        .allSatisfy(
            kind -> {
              double ground = Palette.luminance(Palette.of(kind));
              double letters = Palette.luminance(Palette.on(Palette.of(kind)));
              double contrast =
                  (Math.max(ground, letters) + 0.05) / (Math.min(ground, letters) + 0.05);
              assertThat(contrast).isGreaterThanOrEqualTo(4.5);
            });
  }

  @Test
  void neighbouring_kinds_differ() {
    assertThat(IntStream.range(0, 80).mapToObj(Palette::of).distinct()).hasSize(80);
  }

  @Test
  void what_is_no_picture_is_refused() {
    assertThatThrownBy(() -> AnnotatedPicture.of(new byte[] {1, 2, 3}, decoders))
        .isInstanceOf(InvalidInput.class);
    assertThatThrownBy(() -> PictureFile.of(Path.of("out.webp")))
        .hasMessage("out.webp (expected: a name in .png, .jpg or .jpeg)");
  }

  private static Mark mark(double left, double top, double right, double bottom, String text) {
    return new Mark(left, top, right, bottom, text, 0, List.of());
  }

  /** A grey picture with a mark, written and read again. */
  private BufferedImage drawn(int width, int height, int markedIn, Mark mark) throws IOException {
    BufferedImage grey = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        grey.setRGB(x, y, Color.GRAY.getRGB());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(grey, "png", bytes);
    AnnotatedPicture picture = AnnotatedPicture.of(bytes.toByteArray(), decoders);
    picture.mark(List.of(mark), markedIn, markedIn);
    Path file = folder.resolve("drawn.png");
    picture.write(file);
    return ImageIO.read(file.toFile());
  }

  private static Color colour(BufferedImage image, int x, int y) {
    return new Color(image.getRGB(x, y));
  }

  private static boolean filled(BufferedImage image, int x, int y) {
    return colour(image, x, y).equals(Palette.of(0));
  }

  /** Pixels of the left side that are not grey, on one line. */
  private static int thickness(BufferedImage image, int beyondLeft) {
    return (int)
        IntStream.range(0, beyondLeft)
            .filter(x -> !colour(image, x, image.getHeight() / 2).equals(Color.GRAY))
            .count();
  }
}
