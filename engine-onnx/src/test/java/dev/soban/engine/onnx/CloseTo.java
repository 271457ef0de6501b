package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Compares tensors: numbers with a fraction within a tolerance, everything else exactly. */
final class CloseTo {
  private CloseTo() {}

  static void check(Tensor actual, Tensor expected, double relative, double absolute) {
    assertThat(actual.dataType()).isEqualTo(expected.dataType());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    if (actual.dataType() != DataType.FP32 && actual.dataType() != DataType.FP64) {
      assertThat(actual.data().mismatch(expected.data())).as(actual.toString()).isEqualTo(-1);
      return;
    }
    double[] got = values(actual);
    double[] wanted = values(expected);
    for (int i = 0; i < wanted.length; i++) {
      if (Double.isFinite(wanted[i])) {
        double tolerance = absolute + relative * Math.abs(wanted[i]);
        assertThat(got[i]).as("element %s", i).isCloseTo(wanted[i], within(tolerance));
      } else {
        assertThat(got[i]).isEqualTo(wanted[i]);
      }
    }
  }

  static double[] values(Tensor tensor) {
    if (tensor.dataType() == DataType.FP64) {
      return DoubleStream.of(tensor.data().toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED)).toArray();
    }
    float[] floats = Tensors.floats(tensor);
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }
}
