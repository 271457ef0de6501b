package dev.soban.examples;

import dev.soban.examples.digits.Artist;
import dev.soban.examples.digits.DigitsModel;
import dev.soban.examples.digits.Picture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Trains the digits model: {@code TrainDigits MODELS}. Every run gives the same file. */
public final class TrainDigits {
  private static final int STEPS = 6_000;
  private static final long CHECK_SEED = 3;

  private TrainDigits() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: TrainDigits MODELS_FOLDER");
      System.exit(2);
    }
    DigitsModel model = train(System.out);
    List<Picture> fresh = freshPictures(5_000);
    System.out.printf(
        "right on %.1f %% of %d fresh pictures%n", 100 * model.accuracy(fresh), 5_000);
    System.out.println(
        "wrote " + ModelFolder.write(Path.of(arguments[0]), "digits", model.toOnnx()));
  }

  static DigitsModel train(PrintStream out) {
    return DigitsModel.train(STEPS, (step, loss) -> report(out, step, loss));
  }

  static List<Picture> freshPictures(int count) {
    var artist = new Artist(CHECK_SEED);
    return Stream.generate(() -> artist.draw(DigitsModel.SIDE)).limit(count).toList();
  }

  private static void report(PrintStream out, int step, double loss) {
    if (step % 200 == 0) {
      out.printf("step %d of %d, loss %.4f%n", step, STEPS, loss);
    }
  }
}
