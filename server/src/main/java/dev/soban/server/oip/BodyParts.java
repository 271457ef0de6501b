package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonParser;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.TensorJsonReader;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The JSON of a body and the binary section behind it. */
record BodyParts(
    MemorySegment text, BinarySection binary, JsonStreams json, TensorJsonReader tensors) {
  /**
   * @param headerLength value of Inference-Header-Content-Length, or null
   */
  static BodyParts of(
      MemorySegment body, @Nullable String headerLength, JsonStreams json, TensorPool pool) {
    TensorJsonReader tensors = new TensorJsonReader(pool);
    if (headerLength == null) {
      return new BodyParts(body, new BinarySection(pool, null), json, tensors);
    }
    long length = length(headerLength);
    if (length > body.byteSize()) {
      throw new InvalidInput(
          "Inference-Header-Content-Length: "
              + length
              + " (expected: at most "
              + body.byteSize()
              + ", the body's length)");
    }
    return new BodyParts(
        body.asSlice(0, length), new BinarySection(pool, body.asSlice(length)), json, tensors);
  }

  static long length(String headerLength) {
    try {
      long length = Long.parseLong(headerLength);
      if (length >= 0) {
        return length;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words as a negative one.
    }
    throw new InvalidInput(
        "Inference-Header-Content-Length: " + headerLength + " (expected: a number of bytes)");
  }

  /** Reads a value that was stepped over. */
  Tensor reread(JsonRegion region, TensorJsonReader.Form form, Object place) {
    MemorySegment part = text.asSlice(region.from(), region.to() - region.from());
    return json.read(
        part, (JsonParser parser) -> tensors.read(parser, form, place, text.byteSize()));
  }
}
