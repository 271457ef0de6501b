package dev.soban.cli.acceptance.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A picture laid on its side, with a note in the file that says how to see it upright. */
public final class TurnedPicture {
  private static final int TURN_CLOCKWISE = 6;

  /** EXIF with nothing but the orientation, big-endian. */
  private static final byte[] EXIF = {
    (byte) 0xFF,
    (byte) 0xE1,
    0,
    34,
    'E',
    'x',
    'i',
    'f',
    0,
    0,
    'M',
    'M',
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    TURN_CLOCKWISE,
    0,
    0,
    0,
    0,
    0,
    0
  };

  private TurnedPicture() {}

  /** As a JPEG. */
  public static byte[] of(byte[] picture) {
    try {
      BufferedImage upright = ImageIO.read(new ByteArrayInputStream(picture));
      int width = upright.getWidth();
      int height = upright.getHeight();
      BufferedImage stored = new BufferedImage(height, width, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          stored.setRGB(y, width - 1 - x, upright.getRGB(x, y));
        }
      }
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      ImageIO.write(stored, "jpeg", plain);
      return withExif(plain.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] withExif(byte[] jpeg) {
    ByteArrayOutputStream tagged = new ByteArrayOutputStream();
    tagged.write(jpeg, 0, 2);
    tagged.writeBytes(EXIF);
    tagged.write(jpeg, 2, jpeg.length - 2);
    return tagged.toByteArray();
  }
}
