package dev.soban.vision.resample;

import dev.soban.core.model.PictureInput;
import dev.soban.core.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One line of the tensor while it is put together; copied out whole, as that is quickest. One
 * subclass per element type, each a plain loop over its own array.
 */
abstract class Line {

  /** Puts one channel of consecutive packed pixels at {@code at}, {@code at + step}, and so on. */
  abstract void put(Source source, int channel, int at, int step);

  /** Puts one sample. */
  abstract void put(int sample, int channel, int at);

  /** Copies the line to the tensor, beginning at the given element. */
  abstract void copyTo(MemorySegment target, long element);

  /** Puts the same sample {@code count} times, from {@code at} in steps. */
  final void fill(int sample, int count, int channel, int at, int step) {
    for (int i = 0, to = at; i < count; i++, to += step) {
      put(sample, channel, to);
    }
  }

  /** Packed pixels and the channel wanted of them. */
  static final class Source {
    private final long[] pixels;
    private final int from;
    private final int count;
    private final int shift;

    Source(long[] pixels, int from, int count, int shift) {
      this.pixels = pixels;
      this.from = from;
      this.count = count;
      this.shift = shift;
    }

    int sample(int i) {
      return (int) (pixels[from + i] >>> shift) & 0xFF;
    }
  }

  /** Makes lines of the given length for the input's data type. */
  static IntFunction<Line> maker(PictureInput input) {
    SampleTable[] tables =
        IntStream.range(0, input.channels().count())
            .mapToObj(channel -> new SampleTable(input, channel))
            .toArray(SampleTable[]::new);
    DataType type = input.dataType();
    return switch (type) {
      case FP32 -> floats(Arrays.stream(tables).map(SampleTable::floats).toArray(float[][]::new));
      case FP16 -> halves(Arrays.stream(tables).map(SampleTable::halves).toArray(short[][]::new));
      case FP64 ->
          doubles(Arrays.stream(tables).map(SampleTable::doubles).toArray(double[][]::new));
      case UINT8, INT8 ->
          bytes(Arrays.stream(tables).map(table -> table.bytes(type)).toArray(byte[][]::new));
      default ->
          throw new IllegalArgumentException(
              "datatype: " + type + " (expected: FP32, FP16, FP64, UINT8 or INT8 for pictures)");
    };
  }

  private static IntFunction<Line> floats(float[][] tables) {
    return length -> new Floats(tables, length);
  }

  private static IntFunction<Line> halves(short[][] tables) {
    return length -> new Halves(tables, length);
  }

  private static IntFunction<Line> doubles(double[][] tables) {
    return length -> new Doubles(tables, length);
  }

  private static IntFunction<Line> bytes(byte[][] tables) {
    return length -> new Bytes(tables, length);
  }

  private static final class Floats extends Line {
    private static final ValueLayout.OfFloat ELEMENT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final float[][] tables;
    private final float[] line;

    Floats(float[][] tables, int length) {
      this.tables = tables;
      this.line = new float[length];
    }

    @Override
    void put(Source source, int channel, int at, int step) {
      float[] table = tables[channel];
      for (int i = 0, to = at; i < source.count; i++, to += step) {
        line[to] = table[source.sample(i)];
      }
    }

    @Override
    void put(int sample, int channel, int at) {
      line[at] = tables[channel][sample];
    }

    @Override
    void copyTo(MemorySegment target, long element) {
      MemorySegment.copy(line, 0, target, ELEMENT, element * ELEMENT.byteSize(), line.length);
    }
  }

  private static final class Halves extends Line {
    private static final ValueLayout.OfShort ELEMENT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final short[][] tables;
    private final short[] line;

    Halves(short[][] tables, int length) {
      this.tables = tables;
      this.line = new short[length];
    }

    @Override
    void put(Source source, int channel, int at, int step) {
      short[] table = tables[channel];
      for (int i = 0, to = at; i < source.count; i++, to += step) {
        line[to] = table[source.sample(i)];
      }
    }

    @Override
    void put(int sample, int channel, int at) {
      line[at] = tables[channel][sample];
    }

    @Override
    void copyTo(MemorySegment target, long element) {
      MemorySegment.copy(line, 0, target, ELEMENT, element * ELEMENT.byteSize(), line.length);
    }
  }

  private static final class Doubles extends Line {
    private static final ValueLayout.OfDouble ELEMENT =
        ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final double[][] tables;
    private final double[] line;

    Doubles(double[][] tables, int length) {
      this.tables = tables;
      this.line = new double[length];
    }

    @Override
    void put(Source source, int channel, int at, int step) {
      double[] table = tables[channel];
      for (int i = 0, to = at; i < source.count; i++, to += step) {
        line[to] = table[source.sample(i)];
      }
    }

    @Override
    void put(int sample, int channel, int at) {
      line[at] = tables[channel][sample];
    }

    @Override
    void copyTo(MemorySegment target, long element) {
      MemorySegment.copy(line, 0, target, ELEMENT, element * ELEMENT.byteSize(), line.length);
    }
  }

  private static final class Bytes extends Line {
    private static final ValueLayout.OfByte ELEMENT = ValueLayout.JAVA_BYTE;

    private final byte[][] tables;
    private final byte[] line;

    Bytes(byte[][] tables, int length) {
      this.tables = tables;
      this.line = new byte[length];
    }

    @Override
    void put(Source source, int channel, int at, int step) {
      byte[] table = tables[channel];
      for (int i = 0, to = at; i < source.count; i++, to += step) {
        line[to] = table[source.sample(i)];
      }
    }

    @Override
    void put(int sample, int channel, int at) {
      line[at] = tables[channel][sample];
    }

    @Override
    void copyTo(MemorySegment target, long element) {
      MemorySegment.copy(line, 0, target, ELEMENT, element * ELEMENT.byteSize(), line.length);
    }
  }
}
