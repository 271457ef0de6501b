package dev.soban.cli.acceptance.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;

/**
 * A detector in the style of YOLOv8 that puts out the samples of its picture as they are, {@code
 * images} FP32 [N,3,16,16] as {@code output0} [N,6,128], so that a picture says itself what is
 * found in it. With samples divided by 16 a box has places from 0 to 15.9, and 16 is a score of 1.
 */
public final class MirrorDetector {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int SIDE = 16;
  private static final int PLACES = 128;

  public static final String SETTINGS =
      """
      image:
        scale: 1/16
        filter: bilinear
      output:
        type: detection
        head: yolov8
        threshold: 0.5
        max_detections: 3
        labels: [고양이, dog]
      """;

  private MirrorDetector() {}

  public static byte[] model() {
    ByteBuffer shape = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    shape.putLong(0).putLong(6).putLong(PLACES);
    ProtoMessage graph =
        new ProtoMessage()
            .message(
                1,
                new ProtoMessage()
                    .text(1, "images")
                    .text(1, "shape")
                    .text(2, "output0")
                    .text(4, "Reshape"))
            .text(2, "mirror")
            .message(
                5,
                new ProtoMessage()
                    .number(1, 3)
                    .number(2, INT64)
                    .text(8, "shape")
                    .field(9, shape.array()))
            .message(11, value("images", 3, SIDE, SIDE))
            .message(12, value("output0", 6, PLACES));
    return new ProtoMessage()
        .number(1, 8)
        .message(7, graph)
        .message(8, new ProtoMessage().text(1, "").number(2, 14))
        .bytes();
  }

  private static ProtoMessage value(String name, int... behindRows) {
    ProtoMessage shape = new ProtoMessage().message(1, new ProtoMessage().text(2, "N"));
    for (int dim : behindRows) {
      shape.message(1, new ProtoMessage().number(1, dim));
    }
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  /** The finished tensor of one picture: in each of the first places a box and two scores. */
  public static float[] tensor(float[]... places) {
    float[] tensor = new float[6 * PLACES];
    for (int place = 0; place < places.length; place++) {
      for (int i = 0; i < 6; i++) {
        tensor[i * PLACES + place] = places[place][i];
      }
    }
    return tensor;
  }

  /**
   * A picture that becomes this tensor.
   *
   * @param times as wide and high as the model's
   */
  public static byte[] png(int times, float[]... places) {
    float[] tensor = tensor(places);
    int side = SIDE * times;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int at = y / times * SIDE + x / times;
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          rgb = (rgb << 8) | Math.round(tensor[channel * SIDE * SIDE + at] * 16);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return bytes(image);
  }

  private static byte[] bytes(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
