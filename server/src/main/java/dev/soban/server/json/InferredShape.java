package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;

/** The shape of nested arrays, judged by the first array at each depth. */
public final class InferredShape {
  private static final int MAX_RANK = 64;

  private final long[] dims = new long[MAX_RANK];
  private final long[] counts = new long[MAX_RANK];
  private int rank;
  private int depth;

  private InferredShape() {}

  /** Reads the value that the parser stands on to its end. */
  public static Shape of(JsonParser parser) throws IOException {
    InferredShape inferred = new InferredShape();
    JsonToken token = parser.currentToken();
    do {
      inferred.take(token, parser);
      token = inferred.depth == 0 ? null : parser.nextToken();
    } while (token != null);
    return Shape.of(Arrays.copyOf(inferred.dims, inferred.rank));
  }

  private void take(JsonToken token, JsonParser parser) throws IOException {
    switch (token) {
      case START_ARRAY -> {
        countOne();
        descend();
      }
      case END_ARRAY -> ascend();
      default -> {
        countOne();
        parser.skipChildren();
      }
    }
  }

  private void countOne() {
    if (depth > 0) {
      counts[depth - 1]++;
    }
  }

  private void descend() {
    if (depth == MAX_RANK) {
      throw new InvalidInput("arrays: nested deeper than " + MAX_RANK);
    }
    if (depth == rank) {
      dims[rank++] = -1;
    }
    counts[depth++] = 0;
  }

  private void ascend() {
    depth--;
    if (dims[depth] < 0) {
      dims[depth] = counts[depth];
    }
  }
}
