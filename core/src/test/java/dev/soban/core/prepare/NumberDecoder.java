package dev.soban.core.prepare;

import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * A file is the text of a number. {@code bad head} is refused at sight, {@code bad body} when it is
 * decoded; other text breaks the decoder.
 */
final class NumberDecoder implements RowDecoder {
  private final Collection<String> decoded;

  /**
   * @param decoded to which each file is added as its decoding begins
   */
  NumberDecoder(Collection<String> decoded) {
    this.decoded = decoded;
  }

  @Override
  public TensorSpec target() {
    return new TensorSpec("x", DataType.INT64, Shape.of(-1));
  }

  @Override
  public void check(MemorySegment file) {
    if (text(file).equals("bad head")) {
      throw new InvalidInput("not a number");
    }
  }

  @Override
  public PictureFrame decode(MemorySegment file, MemorySegment row) {
    String text = text(file);
    decoded.add(text);
    if (text.equals("bad body")) {
      throw new InvalidInput("broken");
    }
    row.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, Long.parseLong(text));
    return new PictureFrame.AsSent(text.length(), 1);
  }

  private static String text(MemorySegment file) {
    return new String(file.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
