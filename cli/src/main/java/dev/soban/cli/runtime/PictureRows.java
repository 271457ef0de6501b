package dev.soban.cli.runtime;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Layout;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.prepare.RowDecoder;
import dev.soban.core.tensor.Shape;
import dev.soban.vision.PictureDecoders;
import dev.soban.vision.PicturePreparation;
import java.lang.foreign.MemorySegment;

/** Picture files as rows of a model's input. */
final class PictureRows implements RowDecoder {
  private final PicturePreparation preparation;
  private final TensorSpec target;

  /**
   * @param rows how many pictures a run of the model takes; {@link Shape#DYNAMIC} for any number
   */
  PictureRows(PictureInput input, long rows, PictureDecoders decoders) throws ModelLoadException {
    this.preparation = new PicturePreparation(input, decoders);
    this.target = new TensorSpec(input.input(), input.dataType(), shape(input, rows));
  }

  private static Shape shape(PictureInput input, long rows) {
    long height = input.fit().height();
    long width = input.fit().width();
    long channels = input.channels().count();
    return input.layout() == Layout.NCHW
        ? Shape.of(rows, channels, height, width)
        : Shape.of(rows, height, width, channels);
  }

  @Override
  public TensorSpec target() {
    return target;
  }

  @Override
  public void check(MemorySegment file) {
    preparation.check(file);
  }

  @Override
  public PictureFrame decode(MemorySegment file, MemorySegment row) {
    return preparation.decode(file, row);
  }
}
