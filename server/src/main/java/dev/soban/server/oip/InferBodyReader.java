package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.SeenKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one infer request; used once. What it made is closed again when anything is wrong. */
final class InferBodyReader {
  private final BodyParts body;
  private final SeenKeys seen = new SeenKeys();
  private final List<InputEntry> inputs = new ArrayList<>(2);
  private final List<WantedOutput> outputs = new ArrayList<>(2);
  private String id = "";
  private Parameters parameters = Parameters.NONE;

  private enum Key {
    ID,
    PARAMETERS,
    INPUTS,
    OUTPUTS
  }

  InferBodyReader(BodyParts body) {
    this.body = body;
  }

  InferBody read() {
    boolean complete = false;
    try {
      body.json().read(body.text(), this::read);
      InferBody read = new InferBody(id, parameters, tensors(), outputs);
      complete = true;
      return read;
    } finally {
      if (!complete) {
        inputs.forEach(InputEntry::close);
      }
    }
  }

  private boolean read(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "body", "a JSON object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "id" -> id = JsonObjects.string(parser, once(Key.ID, key));
        case "parameters" -> parameters = ParameterReader.read(parser, once(Key.PARAMETERS, key));
        case "inputs" -> readInputs(parser, once(Key.INPUTS, key));
        case "outputs" -> readOutputs(parser, once(Key.OUTPUTS, key));
        default -> parser.skipChildren();
      }
    }
    return true;
  }

  private String once(Key key, String text) {
    seen.once(key.ordinal(), text);
    return text;
  }

  private void readInputs(JsonParser parser, String place) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_ARRAY, place, "an array of objects");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      InputEntry entry = new InputEntry(inputs.size(), body);
      inputs.add(entry);
      entry.read(parser);
    }
  }

  private void readOutputs(JsonParser parser, String place) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_ARRAY, place, "an array of objects");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      outputs.add(WantedOutput.read(parser, outputs.size()));
    }
  }

  private Map<String, Tensor> tensors() {
    if (!seen.has(Key.INPUTS.ordinal())) {
      throw new InvalidInput("inputs: missing (expected: an array of objects)");
    }
    Map<String, Tensor> tensors = LinkedHashMap.newLinkedHashMap(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      InputEntry entry = inputs.get(i);
      Tensor tensor = entry.complete();
      if (tensors.put(entry.name(), tensor) != null) {
        throw new InvalidInput(
            new Place("inputs", i, "name") + ": " + entry.name() + " (expected: not twice)");
      }
    }
    body.binary().finish();
    return tensors;
  }
}
