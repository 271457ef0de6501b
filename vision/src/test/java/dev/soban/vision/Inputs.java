package dev.soban.vision;

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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A picture input that tests change one thing of: bytes of red, green, blue as they are. */
record Inputs(
    Fit fit,
    Channels channels,
    Layout layout,
    double scale,
    List<Double> mean,
    List<Double> std,
    DataType dataType,
    Decoder decoder,
    Limits limits) {

  static Inputs stretch(int width, int height) {
    return fit(width, height, Resize.STRETCH, Filter.BILINEAR);
  }

  static Inputs fit(int width, int height, Resize resize, Filter filter) {
    Fit fit = new Fit(width, height, resize, Math.max(width, height), filter, 0);
    return of(fit);
  }

  static Inputs of(Fit fit) {
    return new Inputs(
        fit,
        Channels.RGB,
        Layout.NHWC,
        1,
        List.of(0.0),
        List.of(1.0),
        DataType.UINT8,
        Decoder.AUTO,
        Limits.DEFAULT);
  }

  Inputs channels(Channels other) {
    return new Inputs(fit, other, layout, scale, mean, std, dataType, decoder, limits);
  }

  Inputs layout(Layout other) {
    return new Inputs(fit, channels, other, scale, mean, std, dataType, decoder, limits);
  }

  Inputs normalised(double newScale, List<Double> newMean, List<Double> newStd) {
    return new Inputs(fit, channels, layout, newScale, newMean, newStd, dataType, decoder, limits);
  }

  Inputs dataType(DataType other) {
    return new Inputs(fit, channels, layout, scale, mean, std, other, decoder, limits);
  }

  Inputs decoder(Decoder other) {
    return new Inputs(fit, channels, layout, scale, mean, std, dataType, other, limits);
  }

  Inputs limits(Limits other) {
    return new Inputs(fit, channels, layout, scale, mean, std, dataType, decoder, other);
  }

  PicturePreparation with(PictureDecoders decoders) {
    try {
      return new PicturePreparation(
          new PictureInput("x", fit, channels, layout, scale, mean, std, dataType, decoder, limits),
          decoders);
    } catch (ModelLoadException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tensor's bytes for a file, from off-heap memory into off-heap memory. */
  byte[] tensor(PictureDecoders decoders, byte[] file) {
    PicturePreparation preparation = with(decoders);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment row = arena.allocate(preparation.rowBytes());
      MemorySegment source = arena.allocate(Math.max(1, file.length)).asSlice(0, file.length);
      preparation.decode(source.copyFrom(MemorySegment.ofArray(file)), row);
      return row.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  float[] floats(PictureDecoders decoders, byte[] file) {
    byte[] bytes = dataType(DataType.FP32).tensor(decoders, file);
    return MemorySegment.ofArray(bytes).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }
}
