package dev.soban.vision.detect;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One thing that a detector found in a row made by hand. */
record Found(List<Double> box, float score, long kind, List<Double> points) {

  /** A model whose picture is 64 pixels wide and 32 high. */
  static Signature model(TensorSpec... outputs) {
    return new Signature(
        List.of(new TensorSpec("image", DataType.FP32, Shape.of(-1, 3, 32, 64))), List.of(outputs));
  }

  static TensorSpec fp32(String name, long... dims) {
    return new TensorSpec(name, DataType.FP32, Shape.of(dims));
  }

  static Detector detector(DetectionOutput declared, TensorSpec... outputs) {
    return new Detector(declared, model(outputs), Optional.empty());
  }

  /** What the detector finds in a picture that came as the model takes it. */
  static List<Found> by(Detector detector, float[]... row) {
    return by(detector, null, row);
  }

  static List<Found> by(Detector detector, @Nullable PictureFrame frame, float[]... row) {
    List<byte[]> targets = read(detector, frame, row);
    int count = (int) longs(targets.get(3))[0];
    return IntStream.range(0, count).mapToObj(i -> of(detector, targets, i)).toList();
  }

  /** Each served output, then each extra one, as bytes that held rubbish before. */
  static List<byte[]> read(Detector detector, @Nullable PictureFrame frame, float[]... row) {
    List<byte[]> targets = new ArrayList<>();
    Stream.concat(detector.served().stream(), detector.extras().stream())
        .forEach(
            spec -> {
              long elements = spec.shape().withRows(1).elements();
              byte[] target = new byte[(int) elements * spec.dataType().sizeBytes()];
              Arrays.fill(target, (byte) 77);
              targets.add(target);
            });
    detector.read(
        Stream.of(row).map(MemorySegment::ofArray).toList(),
        frame,
        targets.stream().map(MemorySegment::ofArray).toList());
    return targets;
  }

  private static Found of(Detector detector, List<byte[]> targets, int index) {
    int points = detector.meaning().keyPoints();
    return new Found(
        doubles(targets.get(0), 4 * index, 4),
        floats(targets.get(1))[index],
        longs(targets.get(2))[index],
        points == 0 ? List.of() : doubles(targets.get(4), 2 * points * index, 2 * points));
  }

  static float[] floats(byte[] bytes) {
    return MemorySegment.ofArray(bytes).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  static long[] longs(byte[] bytes) {
    return MemorySegment.ofArray(bytes).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
  }

  private static List<Double> doubles(byte[] bytes, int from, int count) {
    float[] floats = floats(bytes);
    return IntStream.range(from, from + count).mapToObj(i -> (double) floats[i]).toList();
  }
}
