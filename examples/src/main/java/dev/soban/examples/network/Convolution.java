package dev.soban.examples.network;

import dev.soban.examples.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A convolution with square kernels, stride 1 and no padding. */
public final class Convolution implements NetworkLayer {
  private final Patches patches;
  private final int outputs;
  private final Parameter weights;
  private final Parameter biases;
  private final float[] columns;
  private final float[] rows;
  private final float[] output;
  private final float[] patchGradient;
  private final float[] inputGradient;
  private float[] input = {};

  private Convolution(String name, Random random, Patches patches, int outputs) {
    this.patches = patches;
    this.outputs = outputs;
    int kernel = patches.kernel();
    weights =
        Parameter.random(
            name + "_weights",
            random,
            patches.patchSize(),
            outputs,
            patches.channels(),
            kernel,
            kernel);
    biases = Parameter.zero(name + "_biases", outputs);
    columns = new float[patches.patchSize() * patches.positions()];
    rows = new float[columns.length];
    output = new float[outputs * patches.positions()];
    patchGradient = new float[patches.patchSize()];
    inputGradient = new float[patches.channels() * patches.side() * patches.side()];
  }

  /** From {@code channels} pictures of {@code side} x {@code side} to {@code outputs} pictures. */
  static Convolution of(
      String name, Random random, int channels, int side, int kernel, int outputs) {
    return new Convolution(name, random, new Patches(channels, side, kernel), outputs);
  }

  @Override
  public float[] forward(float[] input) {
    this.input = input;
    patches.toColumns(input, columns);
    int positions = patches.positions();
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(output, o * positions, (o + 1) * positions, biases.values()[o]);
      for (int k = 0; k < patches.patchSize(); k++) {
        float weight = weights.values()[o * patches.patchSize() + k];
        Rows.addScaled(output, o * positions, columns, k * positions, positions, weight);
      }
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    Arrays.fill(inputGradient, 0);
    patches.toRows(input, rows);
    for (int position = 0; position < patches.positions(); position++) {
      if (gatherPatch(outputGradient, position)) {
        patches.addPatch(patchGradient, position, inputGradient);
      }
    }
    return inputGradient;
  }

  /** Most slopes after max pooling are zero: skipping them saves most of the time. */
  private boolean gatherPatch(float[] outputGradient, int position) {
    int size = patches.patchSize();
    boolean touched = false;
    Arrays.fill(patchGradient, 0);
    for (int o = 0; o < outputs; o++) {
      float gradient = outputGradient[o * patches.positions() + position];
      if (gradient != 0) {
        touched = true;
        biases.gradients()[o] += gradient;
        Rows.addScaled(weights.gradients(), o * size, rows, position * size, size, gradient);
        Rows.addScaled(patchGradient, 0, weights.values(), o * size, size, gradient);
      }
    }
    return touched;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weights, biases);
  }

  @Override
  public String export(OnnxGraph graph, String input) {
    String kernels = graph.constant(weights.name(), weights.values(), weights.shape());
    String offsets = graph.constant(biases.name(), biases.values(), biases.shape());
    return graph.node("Conv", weights.name() + "_sums", List.of(input, kernels, offsets));
  }
}
