package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.JsonCall;
import java.io.IOException;
import java.util.Map;

/** {@code {"outputs": …}}: the values of the only output, or an object of all outputs. */
final class ColumnAnswer implements JsonCall.Value {
  @Override
  public void write(JsonGenerator out, InferenceResponse response) throws IOException {
    Map<String, Tensor> outputs = response.outputs();
    out.writeStartObject();
    out.writeFieldName("outputs");
    if (outputs.size() == 1) {
      Map.Entry<String, Tensor> only = outputs.entrySet().iterator().next();
      ByteOutputs.writer(out, only.getKey(), only.getValue()).writeNested();
    } else {
      out.writeStartObject();
      for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
        out.writeFieldName(output.getKey());
        ByteOutputs.writer(out, output.getKey(), output.getValue()).writeNested();
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }
}
