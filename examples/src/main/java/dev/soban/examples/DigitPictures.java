package dev.soban.examples;

import dev.soban.examples.digits.Artist;
import dev.soban.examples.digits.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Draws one picture of each digit: {@code DigitPictures FOLDER} writes 0.png to 9.png. */
public final class DigitPictures {
  private static final int SIDE = 112;
  private static final long SEED = 20;

  private DigitPictures() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: DigitPictures FOLDER");
      System.exit(2);
    }
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Picture picture : pictures()) {
      Path file = folder.resolve(picture.digit() + ".png");
      ImageIO.write(toImage(picture), "png", file.toFile());
      System.out.println("wrote " + file);
    }
  }

  static List<Picture> pictures() {
    var artist = new Artist(SEED);
    return IntStream.range(0, 10).mapToObj(digit -> artist.draw(digit, SIDE)).toList();
  }

  static BufferedImage toImage(Picture picture) {
    int side = picture.side();
    var image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < picture.pixels().length; i++) {
      image.getRaster().setSample(i % side, i / side, 0, Math.round(picture.pixels()[i] * 255));
    }
    return image;
  }
}
