package dev.soban.vision.resample;

import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Channels;
import dev.soban.core.model.PictureInput.Layout;
import dev.soban.vision.resample.Line.Source;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;

/**
 * Writes an upright window of packed pixels as one row of the model's input: padded, channels
 * ordered, samples mapped, laid out. Thread-safe.
 */
final class TensorWriter {
  private final PictureInput input;
  private final int width;
  private final int height;
  private final int channels;
  private final IntFunction<Line> lines;

  TensorWriter(PictureInput input) {
    this.input = input;
    this.width = input.fit().width();
    this.height = input.fit().height();
    this.channels = input.channels().count();
    this.lines = Line.maker(input);
  }

  /** Changes the pixels: to grey, when that is what the model takes. */
  void write(long[] pixels, Placement placement, MemorySegment target) {
    if (input.channels() == Channels.GRAY) {
      toLuma(pixels, placement.windowWidth() * placement.windowHeight());
    }
    if (input.layout() == Layout.NCHW) {
      writePlanes(pixels, placement, target);
    } else {
      writeInterleaved(pixels, placement, target);
    }
  }

  private void writePlanes(long[] pixels, Placement placement, MemorySegment target) {
    Line line = lines.apply(width);
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < height; y++) {
        put(line, pixels, placement, y, channel, 0, 1);
        line.copyTo(target, ((long) channel * height + y) * width);
      }
    }
  }

  private void writeInterleaved(long[] pixels, Placement placement, MemorySegment target) {
    Line line = lines.apply(width * channels);
    for (int y = 0; y < height; y++) {
      for (int channel = 0; channel < channels; channel++) {
        put(line, pixels, placement, y, channel, channel, channels);
      }
      line.copyTo(target, (long) y * width * channels);
    }
  }

  private void put(
      Line line, long[] pixels, Placement placement, int y, int channel, int at, int step) {
    int pad = input.fit().pad();
    int row = y - placement.windowY();
    if (row < 0 || row >= placement.windowHeight()) {
      line.fill(pad, width, channel, at, step);
      return;
    }
    int left = placement.windowX();
    int count = placement.windowWidth();
    line.fill(pad, left, channel, at, step);
    line.put(
        new Source(pixels, row * count, count, shift(channel)), channel, at + left * step, step);
    int end = left + count;
    line.fill(pad, width - end, channel, at + end * step, step);
  }

  private int shift(int channel) {
    return switch (input.channels()) {
      case RGB -> channel * Pixels.LANE;
      case BGR -> (2 - channel) * Pixels.LANE;
      case GRAY -> 0;
    };
  }

  /** ITU-R 601 luma in 16-bit steps, as Pillow computes it. */
  private static void toLuma(long[] pixels, int count) {
    for (int i = 0; i < count; i++) {
      long pixel = pixels[i];
      long red = pixel & 0xFF;
      long green = (pixel >>> Pixels.LANE) & 0xFF;
      long blue = (pixel >>> (2 * Pixels.LANE)) & 0xFF;
      pixels[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
  }
}
