package dev.soban.examples.network;

import dev.soban.examples.onnx.OnnxGraph;
import java.util.List;
import java.util.Random;

/** Layers in a row that end in one score per class. */
public final class Network {
  private final List<NetworkLayer> layers;

  Network(List<NetworkLayer> layers) {
    this.layers = List.copyOf(layers);
  }

  /** Two convolutions and two dense layers, for pictures of 28 x 28. */
  public static Network forDigits(Random random) {
    return new Network(
        List.of(
            Convolution.of("first", random, 1, 28, 5, 8),
            new MaxPool(8, 24),
            new Relu(8 * 12 * 12),
            Convolution.of("second", random, 8, 12, 5, 16),
            new MaxPool(16, 8),
            new Relu(16 * 4 * 4),
            new Dense("third", random, 16 * 4 * 4, 64),
            new Relu(64),
            new Dense("last", random, 64, 10)));
  }

  public int classify(float[] picture) {
    float[] scores = scores(picture);
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  /** Adds the slopes for one picture to the parameters, and returns its loss. */
  public double learn(float[] picture, int label) {
    float[] signal = scores(picture);
    double loss = CrossEntropy.lossAndGradient(signal, label);
    for (NetworkLayer layer : layers.reversed()) {
      signal = layer.backward(signal);
    }
    return loss;
  }

  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  public String export(OnnxGraph graph, String input) {
    String last = input;
    for (NetworkLayer layer : layers) {
      last = layer.export(graph, last);
    }
    return last;
  }

  private float[] scores(float[] picture) {
    float[] signal = picture;
    for (NetworkLayer layer : layers) {
      signal = layer.forward(signal);
    }
    return signal;
  }
}
