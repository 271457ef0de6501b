package dev.soban.vision.resample;

import dev.soban.core.model.PictureInput;
import dev.soban.core.tensor.DataType;

/**
 * What each of the 256 values of a sample becomes in the tensor, for one channel: {@code (s * scale
 * - mean) / std} in the model's data type. Whole numbers are rounded and held in their range.
 */
final class SampleTable {
  private static final int VALUES = 256;

  private final double[] exact = new double[VALUES];

  SampleTable(PictureInput input, int channel) {
    for (int sample = 0; sample < VALUES; sample++) {
      exact[sample] =
          (sample * input.scale() - input.mean().get(channel)) / input.std().get(channel);
    }
  }

  double[] doubles() {
    return exact;
  }

  float[] floats() {
    float[] values = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = (float) exact[i];
    }
    return values;
  }

  short[] halves() {
    short[] values = new short[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = Float.floatToFloat16((float) exact[i]);
    }
    return values;
  }

  byte[] bytes(DataType type) {
    long min = type == DataType.INT8 ? Byte.MIN_VALUE : 0;
    byte[] values = new byte[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = (byte) Math.clamp((long) Math.rint(exact[i]), min, min + VALUES - 1);
    }
    return values;
  }
}
