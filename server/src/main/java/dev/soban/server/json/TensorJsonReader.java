package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.io.IOException;

/** Reads an array, nested or flat, straight into a tensor's memory. */
public final class TensorJsonReader {
  private final TensorPool pool;
  private final boolean takesBase64;

  public TensorJsonReader(TensorPool pool) {
    this(pool, false);
  }

  private TensorJsonReader(TensorPool pool, boolean takesBase64) {
    this.pool = pool;
    this.takesBase64 = takesBase64;
  }

  /** One that takes {@code {"b64": text}} for bytes, beside strings. */
  public static TensorJsonReader withBase64(TensorPool pool) {
    return new TensorJsonReader(pool, true);
  }

  /**
   * Reads the value that the parser stands on; afterwards the parser stands on its last token.
   *
   * @param place names the value in errors, through toString
   * @param bytesLeft no tensor is made that so many bytes of text could not fill
   */
  public Tensor read(JsonParser parser, Form form, Object place, long bytesLeft)
      throws IOException {
    long elements = elements(form, place);
    if (elements > bytesLeft) {
      throw new InvalidInput(
          place + ": fewer than " + elements + " values (expected: as shape " + form.shape() + ")");
    }
    return form.dataType() == DataType.BYTES
        ? readStrings(parser, form, elements, place)
        : readNumbers(parser, form, elements, place);
  }

  /** What the values become. */
  public record Form(DataType dataType, Shape shape) {}

  private static long elements(Form form, Object place) {
    try {
      return form.shape().elements();
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(place + ": " + e.getMessage());
    }
  }

  private Tensor readNumbers(JsonParser parser, Form form, long elements, Object place)
      throws IOException {
    DataType type = form.dataType();
    Slab slab = pool.allocate(elements * type.sizeBytes());
    boolean complete = false;
    try {
      ElementReader reader = new ElementReader(type, slab.memory());
      NestedValues values = new NestedValues(form.shape(), elements, place);
      while (values.next(parser)) {
        if (!reader.read(parser, values.index())) {
          throw wrong(parser, type, values.index(), place);
        }
      }
      complete = true;
    } finally {
      if (!complete) {
        slab.release();
      }
    }
    return Tensor.of(type, form.shape(), slab, elements * type.sizeBytes());
  }

  private Tensor readStrings(JsonParser parser, Form form, long elements, Object place)
      throws IOException {
    BytesBuilder strings = new BytesBuilder(pool);
    boolean complete = false;
    try {
      NestedValues values = new NestedValues(form.shape(), elements, place);
      while (values.next(parser)) {
        strings.add(element(parser, values.index(), place));
      }
      complete = true;
    } finally {
      if (!complete) {
        strings.release();
      }
    }
    return strings.publish(form.shape());
  }

  private byte[] element(JsonParser parser, long index, Object place) throws IOException {
    if (takesBase64 && parser.currentToken() == JsonToken.START_OBJECT) {
      return Base64Object.read(parser, place + "[" + index + "]");
    }
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong(parser, DataType.BYTES, index, place);
    }
    return Utf8.encode(parser.getText())
        .orElseThrow(
            () ->
                new InvalidInput(
                    place + "[" + index + "]: half a surrogate pair (expected: text)"));
  }

  private static InvalidInput wrong(JsonParser parser, DataType type, long index, Object place)
      throws IOException {
    return JsonObjects.wrong(parser, place + "[" + index + "]", kind(type));
  }

  private static String kind(DataType type) {
    return switch (type) {
      case BOOL -> "true or false";
      case FP16, BF16, FP32, FP64 ->
          "a number within " + type + ", \"NaN\", \"Infinity\" or \"-Infinity\"";
      case BYTES -> "a string";
      default -> "an integer within " + type;
    };
  }
}
