package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Shape;
import java.io.IOException;

/**
 * Walks the values of an array whose nesting follows a shape, outermost dimensions first, down to
 * any depth: flat is as good as nested to the last. An array at depth d must hold as many values as
 * the dimensions from d on multiply to.
 */
final class NestedValues {
  private final Shape shape;
  private final long elements;
  private final Object place;
  private final long[] countAtStart;
  private int depth;
  private long count;
  private boolean started;

  NestedValues(Shape shape, long elements, Object place) {
    this.shape = shape;
    this.elements = elements;
    this.place = place;
    this.countAtStart = new long[Math.max(1, shape.rank())];
  }

  /** Moves the parser to the next value; false after the last one. */
  boolean next(JsonParser parser) throws IOException {
    JsonToken token = started ? (depth == 0 ? null : parser.nextToken()) : parser.currentToken();
    started = true;
    while (token != null) {
      switch (token) {
        case START_ARRAY -> descend();
        case END_ARRAY -> ascend();
        default -> {
          count++;
          if (count <= elements) {
            return true;
          }
        }
      }
      token = depth == 0 ? null : parser.nextToken();
    }
    if (count != elements) {
      throw wrongCount(count);
    }
    return false;
  }

  /** Row-major index of the value that the parser stands on. */
  long index() {
    return count - 1;
  }

  private void descend() {
    if (depth == countAtStart.length) {
      throw new InvalidInput(
          place
              + ": arrays nested "
              + (depth + 1)
              + " deep (expected: at most "
              + countAtStart.length
              + " for shape "
              + shape
              + ")");
    }
    countAtStart[depth++] = count;
  }

  private void ascend() {
    depth--;
    long found = count - countAtStart[depth];
    if (depth == 0) {
      return;
    }
    long expected = 1;
    for (int i = depth; i < shape.rank(); i++) {
      expected *= shape.dim(i);
    }
    if (found != expected) {
      throw new InvalidInput(
          place
              + ": an array of "
              + found
              + " values at depth "
              + (depth + 1)
              + " (expected: "
              + expected
              + " for shape "
              + shape
              + ")");
    }
  }

  private InvalidInput wrongCount(long found) {
    return new InvalidInput(
        place + ": " + found + " values (expected: " + elements + " for shape " + shape + ")");
  }
}
