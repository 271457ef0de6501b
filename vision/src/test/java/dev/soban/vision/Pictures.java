package dev.soban.vision;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Makes picture files of known pixels. */
public final class Pictures {
  private Pictures() {}

  /** An RGB picture; the function gives 0xRRGGBB for x and y. */
  public static BufferedImage painted(int width, int height, IntBinaryOperator colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour.applyAsInt(x, y));
      }
    }
    return image;
  }

  /** All black, quickly made however large. */
  public static BufferedImage blank(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
  }

  /** Smooth in both directions, different in each channel. */
  public static BufferedImage gradient(int width, int height) {
    return painted(
        width,
        height,
        (x, y) ->
            (x * 255 / Math.max(1, width - 1)) << 16
                | (y * 255 / Math.max(1, height - 1)) << 8
                | ((x + y) * 255 / Math.max(1, width + height - 2)));
  }

  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException(format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] png(BufferedImage image) {
    return encode(image, "png");
  }

  public static byte[] jpeg(BufferedImage image, boolean progressive) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(0.95f);
    if (progressive) {
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** The picture with EXIF that states the orientation. */
  public static byte[] jpegTurned(byte[] jpeg, int tag) {
    byte[] exif = exif(tag);
    ByteBuffer turned = ByteBuffer.allocate(jpeg.length + exif.length + 10);
    turned.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (exif.length + 8));
    turned.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif);
    return turned.put(jpeg, 2, jpeg.length - 2).array();
  }

  /** As {@link #jpegTurned}, in an eXIf chunk behind IHDR. */
  public static byte[] pngTurned(byte[] png, int tag) {
    return pngWith(png, "eXIf", exif(tag));
  }

  /** The picture with one more chunk behind IHDR. */
  public static byte[] pngWith(byte[] png, String type, byte[] body) {
    int header = 33;
    ByteBuffer named = ByteBuffer.allocate(4 + body.length);
    named.put(type.getBytes(StandardCharsets.US_ASCII)).put(body);
    CRC32 crc = new CRC32();
    crc.update(named.array());
    return ByteBuffer.allocate(png.length + body.length + 12)
        .put(png, 0, header)
        .putInt(body.length)
        .put(named.array())
        .putInt((int) crc.getValue())
        .put(png, header, png.length - header)
        .array();
  }

  /** An uncompressed RGB TIFF that states the orientation. */
  public static byte[] tiffTurned(BufferedImage image, int tag) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[][] entries = {
      {256, 4, 1, width},
      {257, 4, 1, height},
      {258, 3, 3, 8 + 2 + 11 * 12 + 4},
      {259, 3, 1, 1},
      {262, 3, 1, 2},
      {273, 4, 1, 8 + 2 + 11 * 12 + 4 + 6},
      {274, 3, 1, tag},
      {277, 3, 1, 3},
      {278, 4, 1, height},
      {279, 4, 1, width * height * 3},
      {284, 3, 1, 1}
    };
    ByteBuffer tiff = ByteBuffer.allocate(152 + width * height * 3).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    tiff.putShort((short) entries.length);
    for (int[] entry : entries) {
      tiff.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]).putInt(entry[3]);
    }
    tiff.putInt(0).putShort((short) 8).putShort((short) 8).putShort((short) 8);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int colour = image.getRGB(x, y);
        tiff.put((byte) (colour >> 16)).put((byte) (colour >> 8)).put((byte) colour);
      }
    }
    return tiff.array();
  }

  /** The JPEG with its last scan repeated before the end marker. */
  public static byte[] withScans(byte[] progressiveJpeg, int times) {
    int scan = lastScan(progressiveJpeg);
    int end = progressiveJpeg.length - 2;
    ByteBuffer bomb = ByteBuffer.allocate(progressiveJpeg.length + times * (end - scan));
    bomb.put(progressiveJpeg, 0, end);
    for (int i = 0; i < times; i++) {
      bomb.put(progressiveJpeg, scan, end - scan);
    }
    return bomb.put(progressiveJpeg, end, 2).array();
  }

  private static int lastScan(byte[] jpeg) {
    int scan = -1;
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xDA) {
        scan = i;
      }
    }
    return scan;
  }

  private static byte[] exif(int tag) {
    return ByteBuffer.allocate(26)
        .put(new byte[] {'M', 'M', 0, 42})
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) tag)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  public static byte[] cut(byte[] file, int length) {
    return Arrays.copyOf(file, length);
  }
}
