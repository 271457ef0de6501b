package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.Answer;
import dev.soban.server.call.Call;
import dev.soban.server.json.ByteSink;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.TensorJsonWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An infer request whose answer is an infer response. */
final class InferCall implements Call {
  private final InferBody body;
  private final OutputMeaning meaning;
  private final JsonStreams json;
  private final boolean binaryByDefault;

  InferCall(InferBody body, OutputMeaning meaning, JsonStreams json) {
    this.body = body;
    this.meaning = meaning;
    this.json = json;
    this.binaryByDefault = binaryByDefault(body);
  }

  private static boolean binaryByDefault(InferBody body) {
    try {
      return Wishes.flag(body.parameters(), "binary_data_output", "parameters");
    } catch (RuntimeException refusal) {
      body.inputs().values().forEach(Tensor::close);
      throw refusal;
    }
  }

  @Override
  public Map<String, Tensor> inputs() {
    return body.inputs();
  }

  @Override
  public List<String> outputs() {
    return body.outputNames();
  }

  @Override
  public Parameters parameters() {
    return body.parameters();
  }

  @Override
  public Answer encode(InferenceResponse response, ByteSink sink) {
    List<MemorySegment> binary = new ArrayList<>(0);
    json.write(sink, generator -> write(generator, response, binary));
    return new Answer(sink, binary);
  }

  private void write(JsonGenerator out, InferenceResponse response, List<MemorySegment> binary)
      throws IOException {
    out.writeStartObject();
    if (!body.id().isEmpty()) {
      out.writeStringField("id", body.id());
    }
    out.writeStringField("model_name", response.model().name());
    out.writeStringField("model_version", response.model().version());
    writeParameters(out, response.parameters());
    out.writeArrayFieldStart("outputs");
    for (Map.Entry<String, Tensor> output : response.outputs().entrySet()) {
      writeOutput(out, output.getKey(), output.getValue(), binary);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void writeParameters(JsonGenerator out, Parameters parameters) throws IOException {
    if (parameters.empty()) {
      return;
    }
    out.writeObjectFieldStart("parameters");
    for (Map.Entry<String, Object> parameter : parameters.values().entrySet()) {
      out.writePOJOField(parameter.getKey(), parameter.getValue());
    }
    out.writeEndObject();
  }

  private void writeOutput(
      JsonGenerator out, String name, Tensor tensor, List<MemorySegment> binary)
      throws IOException {
    WantedOutput wanted = body.wanted(name);
    if (wanted != null && wanted.classes() > 0) {
      ClassificationOutput classes =
          ClassificationOutput.of(name, tensor, wanted.classes(), meaning);
      writeHead(out, name, "BYTES", classes.shape());
      if (binary(wanted)) {
        writeBinary(out, classes.toMemory(), binary);
      } else {
        classes.write(out);
      }
    } else {
      writeHead(out, name, tensor.dataType().name(), tensor.shape());
      if (binary(wanted)) {
        writeBinary(out, tensor.data(), binary);
      } else {
        out.writeFieldName("data");
        new TensorJsonWriter(out, name, tensor).writeFlat();
      }
    }
    out.writeEndObject();
  }

  private static void writeHead(JsonGenerator out, String name, String type, Shape shape)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeStringField("datatype", type);
    out.writeArrayFieldStart("shape");
    for (int i = 0; i < shape.rank(); i++) {
      out.writeNumber(shape.dim(i));
    }
    out.writeEndArray();
  }

  private static void writeBinary(
      JsonGenerator out, MemorySegment bytes, List<MemorySegment> binary) throws IOException {
    out.writeObjectFieldStart("parameters");
    out.writeNumberField("binary_data_size", bytes.byteSize());
    out.writeEndObject();
    binary.add(bytes);
  }

  private boolean binary(@Nullable WantedOutput wanted) {
    if (wanted == null) {
      return binaryByDefault;
    }
    return switch (wanted.binary()) {
      case AS_REQUEST_SAYS -> binaryByDefault;
      case JSON -> false;
      case BINARY -> true;
    };
  }
}
