package dev.soban.server.values;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.json.InferredShape;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.JsonText;
import dev.soban.server.json.TensorJsonReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns values into inputs: types come from the model, shapes from the nesting. Thread-safe. */
public final class ModelValues {
  private final JsonStreams json;
  private final TensorJsonReader tensors;
  private final Rows rows;

  /** What may be left out where the nesting is one less deep than the input. */
  public enum Rows {
    /** The array around a single row, and that around each number of a column. */
    ONE_ROW_OR_COLUMN,
    /** The array around each number of a column; the outermost array always holds the rows. */
    COLUMN
  }

  private ModelValues(JsonStreams json, TensorJsonReader tensors, Rows rows) {
    this.json = json;
    this.tensors = tensors;
    this.rows = rows;
  }

  /** For bodies in which the rows need no array around them. */
  public static ModelValues plain(JsonStreams json, TensorPool pool) {
    return new ModelValues(json, new TensorJsonReader(pool), Rows.ONE_ROW_OR_COLUMN);
  }

  /** For bodies of which each outermost element is a row, with bytes as Base64. */
  public static ModelValues inRows(JsonStreams json, TensorPool pool) {
    return new ModelValues(json, TensorJsonReader.withBase64(pool), Rows.COLUMN);
  }

  /** Inputs by name; nothing is held when one is wrong. */
  public Map<String, Tensor> read(Map<String, JsonText> values, Served.Description model) {
    Map<String, Tensor> inputs = LinkedHashMap.newLinkedHashMap(values.size());
    boolean complete = false;
    try {
      for (Map.Entry<String, JsonText> value : values.entrySet()) {
        inputs.put(value.getKey(), read(value.getKey(), value.getValue(), model));
      }
      complete = true;
    } finally {
      if (!complete) {
        inputs.values().forEach(Tensor::close);
      }
    }
    return inputs;
  }

  /**
   * One input; the caller closes it.
   *
   * @throws InvalidInput when the model has no such input or the values are not of its type
   */
  public Tensor read(String name, JsonText text, Served.Description model) {
    Shape found = json.read(text, InferredShape::of);
    TensorSpec spec = spec(name, found, model);
    TensorJsonReader.Form form = new TensorJsonReader.Form(spec.dataType(), shape(found, spec));
    return json.read(text, parser -> tensors.read(parser, form, name, text.sizeBytes()));
  }

  /**
   * The input of that name, to refuse others as soon as they are seen.
   *
   * @throws InvalidInput when there is none
   */
  public static TensorSpec input(String name, Served.Description model) {
    return model
        .signature()
        .input(name)
        .orElseThrow(
            () ->
                new InvalidInput(
                    "input "
                        + name
                        + ": unknown (expected: "
                        + String.join(
                            ", ", model.clientInputs().stream().map(TensorSpec::name).toList())
                        + ")"));
  }

  /** An encoded input that gets nested numbers gets the finished tensor. */
  private static TensorSpec spec(String name, Shape found, Served.Description model) {
    TensorSpec own = input(name, model);
    TensorSpec encoded = model.encodedInputs().get(name);
    return encoded == null || found.rank() > 1 ? own : encoded;
  }

  /** The found shape, with the dimension added that the values may leave out. */
  private Shape shape(Shape found, TensorSpec spec) {
    int rank = spec.shape().rank();
    if (found.rank() == rank - 1 && rank == 2 && spec.shape().dim(1) == 1) {
      return Shape.of(found.dim(0), 1);
    }
    return rows == Rows.ONE_ROW_OR_COLUMN ? withRow(found, rank) : found;
  }

  private static Shape withRow(Shape found, int rank) {
    if (found.rank() == 0 && rank > 0) {
      return ones(rank);
    }
    if (found.rank() != rank - 1) {
      return found;
    }
    long[] dims = new long[rank];
    dims[0] = 1;
    System.arraycopy(found.dims(), 0, dims, 1, rank - 1);
    return Shape.of(dims);
  }

  private static Shape ones(int rank) {
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    return Shape.of(dims);
  }
}
