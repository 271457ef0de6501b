package dev.soban.examples.network;

import dev.soban.examples.onnx.OnnxGraph;
import java.util.List;

/** Lets positive values pass and makes the others zero. */
public final class Relu implements NetworkLayer {
  private final float[] output;
  private final float[] inputGradient;

  Relu(int size) {
    output = new float[size];
    inputGradient = new float[size];
  }

  @Override
  public float[] forward(float[] input) {
    for (int i = 0; i < output.length; i++) {
      output[i] = Math.max(input[i], 0);
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    for (int i = 0; i < output.length; i++) {
      inputGradient[i] = output[i] > 0 ? outputGradient[i] : 0;
    }
    return inputGradient;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public String export(OnnxGraph graph, String input) {
    return graph.node("Relu", input + "_positive", List.of(input));
  }
}
