package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.JsonCall;
import dev.soban.server.json.TensorJsonWriter;
import java.io.IOException;
import java.util.List;

/** {@code {"results": [score, …]}}: for each row the number that the model gives for it. */
record NumberAnswer(String output) implements JsonCall.Value {
  static ExampleCalls.Result of(Served.Description model) {
    List<String> numbers =
        model.signature().outputs().stream()
            .filter(NumberAnswer::oneNumber)
            .map(TensorSpec::name)
            .toList();
    if (numbers.size() != 1) {
      throw new InvalidInput(
          "model "
              + model.id()
              + ": "
              + numbers.size()
              + " outputs have one number for each row (expected: one such output; else"
              + " :predict)");
    }
    return new ExampleCalls.Result(numbers.getFirst(), new NumberAnswer(numbers.getFirst()));
  }

  private static boolean oneNumber(TensorSpec spec) {
    Shape shape = spec.shape();
    boolean column = shape.rank() == 1 || (shape.rank() == 2 && shape.dim(1) == 1);
    return column && spec.dataType() != DataType.BYTES;
  }

  @Override
  public void write(JsonGenerator out, InferenceResponse response) throws IOException {
    Tensor numbers = response.outputs().get(output);
    if (numbers == null) {
      throw new EngineFailed("output " + output + ": not in the answer", null);
    }
    out.writeStartObject();
    out.writeFieldName("results");
    new TensorJsonWriter(out, output, numbers).writeFlat();
    out.writeEndObject();
  }
}
