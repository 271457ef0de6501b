package dev.soban.examples.network;

import dev.soban.examples.onnx.OnnxGraph;
import java.util.List;

/**
 * One layer of a network. It remembers its last input; what {@code forward} and {@code backward}
 * return is overwritten by the next call.
 */
public interface NetworkLayer {
  float[] forward(float[] input);

  /** From the loss's slope on the output to that on the input; adds to its parameters' slopes. */
  float[] backward(float[] outputGradient);

  List<Parameter> parameters();

  /** Adds this layer to a graph and returns the name of its output. */
  String export(OnnxGraph graph, String input);
}
