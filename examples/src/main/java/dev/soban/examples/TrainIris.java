package dev.soban.examples;

import dev.soban.examples.iris.Flower;
import dev.soban.examples.iris.IrisModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Trains the iris model: {@code TrainIris MODELS [IRIS_CSV]}. Every run gives the same file. */
public final class TrainIris {
  private static final int STEPS = 5_000;

  private TrainIris() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("usage: TrainIris MODELS_FOLDER [IRIS_CSV]");
      System.exit(2);
    }
    Path models = Path.of(arguments[0]);
    Path csv =
        arguments.length == 2 ? Path.of(arguments[1]) : models.resolveSibling("data/iris.csv");
    List<Flower> flowers = Flower.read(csv);
    IrisModel model = train(flowers, System.out);
    System.out.printf(
        "right on %.1f %% of %d rows%n", 100 * model.accuracy(flowers), flowers.size());
    System.out.println("wrote " + ModelFolder.write(models, "iris", model.toOnnx()));
  }

  static IrisModel train(List<Flower> flowers, PrintStream out) {
    return IrisModel.train(flowers, STEPS, (step, loss) -> report(out, step, loss));
  }

  private static void report(PrintStream out, int step, double loss) {
    if (step % 1_000 == 0) {
      out.printf("step %d of %d, loss %.4f%n", step, STEPS, loss);
    }
  }
}
