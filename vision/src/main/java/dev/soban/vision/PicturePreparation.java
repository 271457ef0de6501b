package dev.soban.vision;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Channels;
import dev.soban.vision.PictureDecoders.Desk;
import dev.soban.vision.decode.PictureDecoder.Wish;
import dev.soban.vision.header.HeaderLimits;
import dev.soban.vision.header.PictureHeader;
import dev.soban.vision.header.PictureHeaders;
import dev.soban.vision.resample.Pixels;
import dev.soban.vision.resample.Placement;
import dev.soban.vision.resample.Reduction;
import dev.soban.vision.resample.Resampler;
import java.lang.foreign.MemorySegment;

/** Makes one model's input of undecoded picture files. Thread-safe. */
public final class PicturePreparation {
  private final PictureInput input;
  private final PictureDecoders decoders;
  private final Resampler resampler;

  /**
   * @throws ModelLoadException when the model pins a decoder that this machine lacks, or takes a
   *     data type that pictures cannot have
   */
  public PicturePreparation(PictureInput input, PictureDecoders decoders)
      throws ModelLoadException {
    decoders.require(input.decoder());
    this.input = input;
    this.decoders = decoders;
    try {
      this.resampler = new Resampler(input);
    } catch (IllegalArgumentException e) {
      throw new ModelLoadException("image." + e.getMessage(), e);
    }
  }

  /**
   * Reads the header and refuses what is no picture or too large. Does not block; microseconds, but
   * for large progressive JPEGs, which are read through once.
   *
   * @throws dev.soban.core.predict.PredictionException.InvalidInput when it is no picture
   * @throws dev.soban.core.predict.PredictionException.InputTooLarge when a limit is passed
   */
  public PictureHeader check(MemorySegment file) {
    HeaderLimits.checkBytes(file.byteSize(), input.limits());
    PictureHeader header = PictureHeaders.read(file);
    HeaderLimits.check(header, input.limits());
    heapBytes(file, header);
    return header;
  }

  private long heapBytes(MemorySegment file, PictureHeader header) {
    return decoders.heapBytes(header, file.byteSize(), input.decoder(), wish(header));
  }

  private Wish wish(PictureHeader header) {
    return new Wish(
        input.channels() == Channels.GRAY,
        (width, height) -> Reduction.of(input.fit(), header.orientation(), width, height));
  }

  /** Bytes that {@link #decode} writes. */
  public long rowBytes() {
    return (long) input.channels().count()
        * input.fit().width()
        * input.fit().height()
        * input.dataType().sizeBytes();
  }

  /**
   * Checks, decodes and writes one row of the model's input. Blocks for as long as decoding takes.
   * The caller keeps the file's memory alive meanwhile.
   *
   * @param target {@link #rowBytes()} bytes; its contents are undefined after a refusal
   * @return where in it the upright picture lies, for what the model finds to go back
   * @throws dev.soban.core.predict.PredictionException.InvalidInput when the picture is broken
   * @throws dev.soban.core.predict.PredictionException.InputTooLarge when a limit is passed
   */
  public Placement decode(MemorySegment file, MemorySegment target) {
    PictureHeader header = check(file);
    return decoders.within(
        header.pixels(), heapBytes(file, header), () -> decode(file, header, target));
  }

  private Placement decode(MemorySegment file, PictureHeader header, MemorySegment target) {
    try (Desk desk = decoders.desk()) {
      Pixels pixels = desk.decoder(header, input.decoder()).decode(file, header, wish(header));
      return resampler.write(pixels, header.orientation(), desk.scratch(), target);
    }
  }
}
