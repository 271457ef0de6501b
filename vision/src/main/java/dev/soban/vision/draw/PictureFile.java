package dev.soban.vision.draw;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** A file that a picture is written to, in the format that its name tells. */
public record PictureFile(Path path, String format) {
  private static final float QUALITY = 0.92f;

  /**
   * @throws IllegalArgumentException when the name ends otherwise than in .png, .jpg or .jpeg
   */
  public static PictureFile of(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "png" -> new PictureFile(path, "png");
      case "jpg", "jpeg" -> new PictureFile(path, "jpeg");
      default ->
          throw new IllegalArgumentException(path + " (expected: a name in .png, .jpg or .jpeg)");
    };
  }

  /** Blocking. */
  void write(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (OutputStream file = Files.newOutputStream(path);
        ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters(writer));
    } finally {
      writer.dispose();
    }
  }

  private ImageWriteParam parameters(ImageWriter writer) {
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    if (format.equals("jpeg")) {
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
    }
    return parameters;
  }
}
