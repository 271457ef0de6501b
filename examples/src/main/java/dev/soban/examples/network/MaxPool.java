package dev.soban.examples.network;

import dev.soban.examples.onnx.Attribute;
import dev.soban.examples.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;

/** Keeps the largest of every 2 x 2 block; the side must be even. */
public final class MaxPool implements NetworkLayer {
  private final int side;
  private final float[] output;
  private final int[] winners;
  private final float[] inputGradient;

  MaxPool(int channels, int side) {
    this.side = side;
    output = new float[channels * side * side / 4];
    winners = new int[output.length];
    inputGradient = new float[channels * side * side];
  }

  @Override
  public float[] forward(float[] input) {
    int half = side / 2;
    for (int i = 0; i < output.length; i++) {
      int corner = i / half * 2 * side + i % half * 2;
      int top = larger(input, corner, corner + 1);
      int bottom = larger(input, corner + side, corner + side + 1);
      winners[i] = larger(input, top, bottom);
      output[i] = input[winners[i]];
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    Arrays.fill(inputGradient, 0);
    for (int i = 0; i < output.length; i++) {
      inputGradient[winners[i]] = outputGradient[i];
    }
    return inputGradient;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public String export(OnnxGraph graph, String input) {
    return graph.node(
        "MaxPool",
        input + "_pooled",
        List.of(input),
        Attribute.list("kernel_shape", 2, 2),
        Attribute.list("strides", 2, 2));
  }

  private static int larger(float[] input, int first, int second) {
    return input[second] > input[first] ? second : first;
  }
}
