package dev.soban.examples.iris;

import dev.soban.examples.onnx.Attribute;
import dev.soban.examples.onnx.OnnxGraph;
import java.util.List;
import java.util.function.BiConsumer;

/** The trained iris model: from four measures in cm to the probability of each species. */
public final class IrisModel {
  private static final double RATE = 0.5;

  private final LogisticRegression regression =
      new LogisticRegression(Flower.MEASURES, Flower.SPECIES.size());
  private final Standardization standardization;

  private IrisModel(Standardization standardization) {
    this.standardization = standardization;
  }

  /** Trains on a table; {@code progress} gets the step and its loss, after every step. */
  public static IrisModel train(
      List<Flower> flowers, int steps, BiConsumer<Integer, Double> progress) {
    var model = new IrisModel(Standardization.of(flowers));
    List<Flower> table = flowers.stream().map(model.standardization::apply).toList();
    for (int step = 1; step <= steps; step++) {
      progress.accept(step, model.regression.step(table, RATE));
    }
    return model;
  }

  public double accuracy(List<Flower> flowers) {
    long right = flowers.stream().filter(flower -> speciesOf(flower) == flower.species()).count();
    return (double) right / flowers.size();
  }

  public byte[] toOnnx() {
    var graph = new OnnxGraph("iris", "Species of an iris from its sepal and petal sizes in cm");
    String input = graph.input("input", Flower.MEASURES);
    int classes = Flower.SPECIES.size();
    String weights = graph.constant("weights", slopes(), classes, Flower.MEASURES);
    String biases = graph.constant("biases", biases(), classes);
    graph.node("Gemm", "scores", List.of(input, weights, biases), Attribute.of("transB", 1));
    graph.node("Softmax", "probabilities", List.of("scores"), Attribute.of("axis", 1));
    graph.output("probabilities", classes);
    return graph.toByteArray();
  }

  private int speciesOf(Flower flower) {
    double[] probabilities = regression.probabilities(standardization.apply(flower).measures());
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return best;
  }

  private float[] slopes() {
    double[][] rows = regression.weights();
    var slopes = new float[rows.length * Flower.MEASURES];
    for (int i = 0; i < slopes.length; i++) {
      double[] folded = standardization.fold(rows[i / Flower.MEASURES]);
      slopes[i] = (float) folded[i % Flower.MEASURES];
    }
    return slopes;
  }

  private float[] biases() {
    double[][] rows = regression.weights();
    var biases = new float[rows.length];
    for (int c = 0; c < rows.length; c++) {
      biases[c] = (float) standardization.fold(rows[c])[Flower.MEASURES];
    }
    return biases;
  }
}
