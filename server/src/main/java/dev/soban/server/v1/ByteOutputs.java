package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.json.TensorJsonWriter;
import dev.soban.server.json.TensorJsonWriter.ByteStrings;

/** Writes outputs; bytes that are no text, or belong to an output said to hold such, as Base64. */
final class ByteOutputs {
  private static final String HOLDS_BYTES = "_bytes";

  private ByteOutputs() {}

  static TensorJsonWriter writer(JsonGenerator out, String name, Tensor tensor) {
    ByteStrings form = name.endsWith(HOLDS_BYTES) ? ByteStrings.BASE64 : ByteStrings.TEXT_OR_BASE64;
    return new TensorJsonWriter(out, name, tensor, form);
  }
}
