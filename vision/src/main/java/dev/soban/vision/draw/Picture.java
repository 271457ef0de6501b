package dev.soban.vision.draw;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Channels;
import dev.soban.core.model.PictureInput.Decoder;
import dev.soban.core.model.PictureInput.Filter;
import dev.soban.core.model.PictureInput.Fit;
import dev.soban.core.model.PictureInput.Layout;
import dev.soban.core.model.PictureInput.Limits;
import dev.soban.core.model.PictureInput.Resize;
import dev.soban.core.tensor.DataType;
import dev.soban.vision.PictureDecoders;
import dev.soban.vision.PicturePreparation;
import dev.soban.vision.header.HeaderLimits;
import dev.soban.vision.header.PictureHeader;
import dev.soban.vision.header.PictureHeaders;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads picture files as models see them, upright, in their full size. */
final class Picture {
  private Picture() {}

  /**
   * Blocking.
   *
   * @throws dev.soban.core.predict.PredictionException when it is none, or too large
   */
  static BufferedImage read(byte[] file, PictureDecoders decoders) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(1, file.length)).asSlice(0, file.length);
      memory.copyFrom(MemorySegment.ofArray(file));
      PictureHeader header = PictureHeaders.read(memory);
      HeaderLimits.check(header, Limits.DEFAULT);
      boolean turned = header.orientation().swapsSides();
      BufferedImage image =
          new BufferedImage(
              turned ? header.height() : header.width(),
              turned ? header.width() : header.height(),
              BufferedImage.TYPE_3BYTE_BGR);
      byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
      preparation(image, decoders).decode(memory, MemorySegment.ofArray(samples));
      return image;
    }
  }

  private static PicturePreparation preparation(BufferedImage image, PictureDecoders decoders) {
    Fit fit = new Fit(image.getWidth(), image.getHeight(), Resize.STRETCH, 1, Filter.BILINEAR, 0);
    PictureInput asStored =
        new PictureInput(
            "picture",
            fit,
            Channels.BGR,
            Layout.NHWC,
            1,
            List.of(0.0),
            List.of(1.0),
            DataType.UINT8,
            Decoder.AUTO,
            Limits.DEFAULT);
    try {
      return new PicturePreparation(asStored, decoders);
    } catch (ModelLoadException e) {
      throw new IllegalStateException("bytes of any decoder are always to be had", e);
    }
  }
}
