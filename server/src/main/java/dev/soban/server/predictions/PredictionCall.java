package dev.soban.server.predictions;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.Answer;
import dev.soban.server.call.Call;
import dev.soban.server.classification.ScoredClass;
import dev.soban.server.classification.TopClasses;
import dev.soban.server.detection.DetectionJson;
import dev.soban.server.json.ByteSink;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.TensorJsonWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A prediction asked for in plain words: answered by the best classes or by what was found when the
 * model declares that, else by nested values.
 */
final class PredictionCall implements Call {
  private final PredictionCalls.Asked asked;
  private final OutputMeaning meaning;
  private final int topClasses;
  private final JsonStreams json;

  PredictionCall(
      PredictionCalls.Asked asked, OutputMeaning meaning, int topClasses, JsonStreams json) {
    this.asked = asked;
    this.meaning = meaning;
    this.topClasses = topClasses;
    this.json = json;
  }

  @Override
  public Map<String, Tensor> inputs() {
    return asked.inputs();
  }

  /** Only what is shown, unless the caller named outputs. */
  @Override
  public List<String> outputs() {
    if (!asked.outputs().isEmpty()) {
      return asked.outputs();
    }
    return switch (meaning) {
      case OutputMeaning.Classification declared -> List.of(declared.output());
      case OutputMeaning.Detection declared -> DetectionJson.outputs(declared);
      case OutputMeaning.PlainTensors plain -> List.of();
    };
  }

  @Override
  public Parameters parameters() {
    return asked.parameters();
  }

  @Override
  public Answer encode(InferenceResponse response, ByteSink sink) {
    json.write(sink, out -> write(out, response));
    return new Answer(sink, List.of());
  }

  private void write(JsonGenerator out, InferenceResponse response) throws IOException {
    out.writeStartObject();
    out.writeStringField("model", response.model().name());
    out.writeStringField("version", response.model().version());
    if (!asked.id().isEmpty()) {
      out.writeStringField("id", asked.id());
    }
    switch (meaning) {
      case OutputMeaning.Classification declared -> {
        Tensor scores = response.outputs().get(declared.output());
        if (scores == null) {
          writeOutputs(out, response);
        } else {
          writeClasses(out, declared.output(), scores);
        }
      }
      case OutputMeaning.Detection declared -> writeDetections(out, declared, response);
      case OutputMeaning.PlainTensors plain -> writeOutputs(out, response);
    }
    out.writeEndObject();
  }

  private void writeDetections(
      JsonGenerator out, OutputMeaning.Detection declared, InferenceResponse response)
      throws IOException {
    DetectionJson detections = new DetectionJson(declared, response);
    if (asked.outputs().isEmpty() && detections.complete()) {
      detections.write(out);
    } else {
      writeOutputs(out, response);
    }
  }

  private void writeClasses(JsonGenerator out, String output, Tensor scores) throws IOException {
    List<List<ScoredClass>> rows = TopClasses.of(topClasses, output, meaning).of(output, scores);
    if (rows.size() == 1) {
      writeRow(out, rows.getFirst());
      return;
    }
    out.writeArrayFieldStart("rows");
    for (List<ScoredClass> row : rows) {
      out.writeStartObject();
      writeRow(out, row);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeRow(JsonGenerator out, List<ScoredClass> classes) throws IOException {
    out.writeArrayFieldStart("classes");
    for (ScoredClass scored : classes) {
      out.writeStartObject();
      out.writeNumberField("index", scored.index());
      if (!scored.label().isEmpty()) {
        out.writeStringField("label", scored.label());
      }
      out.writeNumberField("probability", scored.score());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeOutputs(JsonGenerator out, InferenceResponse response)
      throws IOException {
    out.writeObjectFieldStart("outputs");
    for (Map.Entry<String, Tensor> output : response.outputs().entrySet()) {
      out.writeFieldName(output.getKey());
      new TensorJsonWriter(out, output.getKey(), output.getValue()).writeNested();
    }
    out.writeEndObject();
  }
}
