package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.JsonCall;
import dev.soban.server.classification.ScoredClass;
import dev.soban.server.classification.TopClasses;
import java.io.IOException;
import java.util.List;

/** {@code {"results": [[[label, score], …], …]}}: for each row all classes, in their own order. */
record ClassAnswer(OutputMeaning.Classification declared) implements JsonCall.Value {
  static ExampleCalls.Result of(Served.Description model) {
    if (model.meaning() instanceof OutputMeaning.Classification declared) {
      return new ExampleCalls.Result(declared.output(), new ClassAnswer(declared));
    }
    throw new InvalidInput(
        "model "
            + model.id()
            + ": declares no classes (expected: :predict, or output.type: classification in its"
            + " model.yaml)");
  }

  @Override
  public void write(JsonGenerator out, InferenceResponse response) throws IOException {
    Tensor scores = response.outputs().get(declared.output());
    if (scores == null) {
      throw new EngineFailed("output " + declared.output() + ": not in the answer", null);
    }
    TopClasses classes = TopClasses.of(1, declared.output(), declared);
    out.writeStartObject();
    out.writeArrayFieldStart("results");
    for (List<ScoredClass> row : classes.inOrder(declared.output(), scores)) {
      out.writeStartArray();
      for (ScoredClass scored : row) {
        out.writeStartArray();
        out.writeString(
            scored.label().isEmpty() ? Integer.toString(scored.index()) : scored.label());
        out.writeNumber(scored.score());
        out.writeEndArray();
      }
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
