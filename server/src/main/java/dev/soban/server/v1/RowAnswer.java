package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.JsonCall;
import dev.soban.server.json.TensorJsonWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code {"predictions": […]}}: for each row the value of the only output, or an object of all
 * outputs.
 *
 * @param rows as many as were sent
 */
record RowAnswer(long rows) implements JsonCall.Value {
  @Override
  public void write(JsonGenerator out, InferenceResponse response) throws IOException {
    Map<String, TensorJsonWriter> outputs = new LinkedHashMap<>();
    response
        .outputs()
        .forEach(
            (name, tensor) -> {
              checkRows(name, tensor);
              outputs.put(name, ByteOutputs.writer(out, name, tensor));
            });
    out.writeStartObject();
    out.writeArrayFieldStart("predictions");
    for (long i = 0; i < rows; i++) {
      writeRow(out, outputs);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void checkRows(String name, Tensor tensor) {
    Shape shape = tensor.shape();
    if (shape.rank() == 0 || shape.dim(0) != rows) {
      throw new InvalidInput(
          "output "
              + name
              + ": "
              + tensor
              + " for "
              + rows
              + " rows (expected: a value for each; ask in columns instead, with \"inputs\")");
    }
  }

  private static void writeRow(JsonGenerator out, Map<String, TensorJsonWriter> outputs)
      throws IOException {
    if (outputs.size() == 1) {
      outputs.values().iterator().next().writeRow();
      return;
    }
    out.writeStartObject();
    for (Map.Entry<String, TensorJsonWriter> output : outputs.entrySet()) {
      out.writeFieldName(output.getKey());
      output.getValue().writeRow();
    }
    out.writeEndObject();
  }
}
