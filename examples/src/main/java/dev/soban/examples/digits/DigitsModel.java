package dev.soban.examples.digits;

import dev.soban.examples.network.Adam;
import dev.soban.examples.network.Network;
import dev.soban.examples.onnx.OnnxGraph;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** The trained digits model: from a grey picture of 28 x 28 to one score per digit. */
public final class DigitsModel {
  public static final int SIDE = Centering.SIDE;

  private static final int DIGITS = 10;
  private static final int PICTURES_PER_STEP = 32;
  private static final double FIRST_RATE = 0.003;
  private static final long WEIGHTS_SEED = 1;
  private static final long PICTURES_SEED = 2;

  private final Network network = Network.forDigits(new Random(WEIGHTS_SEED));

  private DigitsModel() {}

  /** Trains on fresh pictures; {@code progress} gets the step and its mean loss. */
  public static DigitsModel train(int steps, BiConsumer<Integer, Double> progress) {
    var model = new DigitsModel();
    var artist = new Artist(PICTURES_SEED);
    var adam = new Adam(model.network.parameters());
    for (int step = 1; step <= steps; step++) {
      double loss = model.learn(artist);
      adam.step(rate(step, steps), PICTURES_PER_STEP);
      progress.accept(step, loss);
    }
    return model;
  }

  public double accuracy(List<Picture> pictures) {
    long right =
        pictures.stream().filter(picture -> classify(picture.pixels()) == picture.digit()).count();
    return (double) right / pictures.size();
  }

  public byte[] toOnnx() {
    var graph =
        new OnnxGraph(
            "digits", "Which digit a grey picture of 28 x 28 shows, on dark or on light ground");
    String picture = graph.input("image", 1, SIDE, SIDE);
    String scores = network.export(graph, new CenteringGraph(graph).add(picture));
    graph.output(graph.node("Identity", "logits", List.of(scores)), DIGITS);
    return graph.toByteArray();
  }

  int classify(float[] pixels) {
    return network.classify(Centering.apply(pixels));
  }

  private double learn(Artist artist) {
    double loss = 0;
    for (int i = 0; i < PICTURES_PER_STEP; i++) {
      Picture picture = artist.draw(SIDE);
      loss += network.learn(Centering.apply(picture.pixels()), picture.digit());
    }
    return loss / PICTURES_PER_STEP;
  }

  /** Falls from the first rate to zero along half a cosine wave. */
  private static double rate(int step, int steps) {
    return FIRST_RATE * (1 + StrictMath.cos(StrictMath.PI * step / steps)) / 2;
  }
}
