package dev.soban.examples.network;

import dev.soban.examples.onnx.Attribute;
import dev.soban.examples.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Connects every input with every output. */
public final class Dense implements NetworkLayer {
  private final int inputs;
  private final int outputs;

  /** [inputs, outputs], so that both directions run along rows. */
  private final Parameter weights;

  private final Parameter biases;
  private final float[] output;
  private final float[] inputGradient;
  private float[] input = {};

  Dense(String name, Random random, int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    weights = Parameter.random(name + "_weights", random, inputs, inputs, outputs);
    biases = Parameter.zero(name + "_biases", outputs);
    output = new float[outputs];
    inputGradient = new float[inputs];
  }

  @Override
  public float[] forward(float[] input) {
    this.input = input;
    System.arraycopy(biases.values(), 0, output, 0, outputs);
    for (int i = 0; i < inputs; i++) {
      Rows.addScaled(output, 0, weights.values(), i * outputs, outputs, input[i]);
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    Arrays.fill(inputGradient, 0);
    Rows.addScaled(biases.gradients(), 0, outputGradient, 0, outputs, 1);
    for (int i = 0; i < inputs; i++) {
      Rows.addScaled(weights.gradients(), i * outputs, outputGradient, 0, outputs, input[i]);
      for (int o = 0; o < outputs; o++) {
        inputGradient[i] += weights.values()[i * outputs + o] * outputGradient[o];
      }
    }
    return inputGradient;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weights, biases);
  }

  /** Flattens what it reads, so that it may follow a convolution. */
  @Override
  public String export(OnnxGraph graph, String input) {
    String flat = graph.node("Flatten", input + "_flat", List.of(input), Attribute.of("axis", 1));
    String matrix = graph.constant(weights.name(), weights.values(), weights.shape());
    String offsets = graph.constant(biases.name(), biases.values(), biases.shape());
    return graph.node("Gemm", weights.name() + "_sums", List.of(flat, matrix, offsets));
  }
}
