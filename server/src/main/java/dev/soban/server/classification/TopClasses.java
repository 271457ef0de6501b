package dev.soban.server.classification;

import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.json.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The best classes of each row of an output, best first; equal scores by index, NaN last. Rows are
 * the outermost dimension, unless there is only one, which then holds the classes.
 */
public final class TopClasses {
  private final int count;
  private final boolean softmax;
  private final List<String> labels;

  private TopClasses(int count, boolean softmax, List<String> labels) {
    this.count = count;
    this.softmax = softmax;
    this.labels = labels;
  }

  /** As many classes as asked for, with the labels and the softmax that the model declares. */
  public static TopClasses of(int count, String output, OutputMeaning meaning) {
    return switch (meaning) {
      case OutputMeaning.Classification declared when declared.output().equals(output) ->
          new TopClasses(count, declared.softmax(), declared.labels());
      case OutputMeaning.Classification other -> new TopClasses(count, false, List.of());
      case OutputMeaning.Detection found -> new TopClasses(count, false, List.of());
      case OutputMeaning.PlainTensors plain -> new TopClasses(count, false, List.of());
    };
  }

  /** One list for each row, the best classes first. */
  public List<List<ScoredClass>> of(String output, Tensor scores) {
    return rows(output, scores, this::best);
  }

  /** One list for each row, all classes in their own order. */
  public List<List<ScoredClass>> inOrder(String output, Tensor scores) {
    return rows(output, scores, this::all);
  }

  private List<List<ScoredClass>> rows(
      String output, Tensor scores, Function<double[], List<ScoredClass>> row) {
    Shape shape = scores.shape();
    if (scores.dataType() == DataType.BYTES || shape.rank() == 0) {
      throw new InvalidInput(
          "output " + output + ": " + scores + " (expected: numbers with classes, to classify)");
    }
    long rows = shape.rank() == 1 ? 1 : shape.dim(0);
    int classes = rows == 0 ? 0 : Math.toIntExact(shape.elements() / rows);
    List<List<ScoredClass>> all = new ArrayList<>();
    for (long i = 0; i < rows; i++) {
      all.add(row.apply(scores(scores, i * classes, classes)));
    }
    return all;
  }

  private double[] scores(Tensor tensor, long from, int classes) {
    double[] scores = new double[classes];
    for (int i = 0; i < classes; i++) {
      scores[i] = Elements.asDouble(tensor.dataType(), tensor.data(), from + i);
    }
    return softmax ? softmaxed(scores) : scores;
  }

  private static double[] softmaxed(double[] scores) {
    double max = Arrays.stream(scores).max().orElse(0);
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(scores[i] - max);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }

  /** Keeps the best so far in order; a class enters only when it beats the last one. */
  private List<ScoredClass> best(double[] scores) {
    int[] best = new int[Math.min(count, scores.length)];
    int kept = 0;
    for (int i = 0; i < scores.length; i++) {
      if (kept == best.length && !beats(scores, i, best[kept - 1])) {
        continue;
      }
      int place = kept == best.length ? kept - 1 : kept++;
      while (place > 0 && beats(scores, i, best[place - 1])) {
        best[place] = best[place - 1];
        place--;
      }
      best[place] = i;
    }
    List<ScoredClass> classes = new ArrayList<>(best.length);
    for (int index : best) {
      classes.add(new ScoredClass(index, (float) scores[index], label(index)));
    }
    return classes;
  }

  private List<ScoredClass> all(double[] scores) {
    List<ScoredClass> classes = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      classes.add(new ScoredClass(i, (float) scores[i], label(i)));
    }
    return classes;
  }

  private static boolean beats(double[] scores, int challenger, int holder) {
    return scores[challenger] > scores[holder]
        || (Double.isNaN(scores[holder]) && !Double.isNaN(scores[challenger]));
  }

  private String label(int index) {
    return index < labels.size() ? labels.get(index) : "";
  }
}
