package dev.soban.server.call;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.json.ByteSink;
import dev.soban.server.json.JsonStreams;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A call whose answer is one JSON value. */
public record JsonCall(
    Map<String, Tensor> inputs, List<String> outputs, Value answer, JsonStreams json)
    implements Call {

  /** Reads bodies into such calls; thread-safe. */
  @FunctionalInterface
  public interface Reader extends CallReader {
    @Override
    JsonCall read(IncomingCall incoming);
  }

  /** Writes the value that a response becomes. */
  @FunctionalInterface
  public interface Value {
    void write(JsonGenerator out, InferenceResponse response) throws IOException;
  }

  @Override
  public Parameters parameters() {
    return Parameters.NONE;
  }

  @Override
  public Answer encode(InferenceResponse response, ByteSink sink) {
    json.write(sink, out -> answer.write(out, response));
    return new Answer(sink, List.of());
  }
}
