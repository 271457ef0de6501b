package dev.soban.server.predictions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.JsonText;
import dev.soban.server.oip.InferBody;
import dev.soban.server.oip.InferCalls;
import dev.soban.server.values.ModelValues;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads JSON in any of three forms: rows for a model with one input, {@code {"input": rows}}, or an
 * infer request of the Open Inference Protocol. Types come from the model, shapes from the nesting;
 * a single row may stand without the array around it.
 */
final class JsonBody {
  private static final int MAX_KEYS = 10_000;

  private final JsonStreams json;
  private final ModelValues values;
  private final InferCalls inferCalls;

  JsonBody(JsonStreams json, TensorPool pool, InferCalls inferCalls) {
    this.json = json;
    this.values = ModelValues.plain(json, pool);
    this.inferCalls = inferCalls;
  }

  PredictionCalls.Asked read(IncomingCall incoming) {
    Served.Description model = incoming.served().description();
    MemorySegment body = incoming.body();
    Map<String, JsonRegion> columns = json.read(body, parser -> columns(parser, model));
    JsonRegion inputs = columns.get("inputs");
    if (inputs != null && holdsObjects(body, inputs)) {
      InferBody infer = inferCalls.readBody(incoming);
      return new PredictionCalls.Asked(
          infer.id(), infer.parameters(), infer.inputs(), infer.outputNames());
    }
    return PredictionCalls.Asked.of(tensors(body, columns, model));
  }

  /** Where the values of each input lie. */
  private static Map<String, JsonRegion> columns(JsonParser parser, Served.Description model)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      if (model.clientInputs().size() != 1) {
        throw new InvalidInput(
            "body: bare rows, but model "
                + model.id()
                + " has several inputs (expected: an object with their names)");
      }
      return Map.of(model.clientInputs().getFirst().name(), JsonRegion.skip(parser));
    }
    Map<String, JsonRegion> columns = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (columns.size() == MAX_KEYS) {
        throw new InputTooLarge("body: more keys (expected: at most " + MAX_KEYS + ")");
      }
      if (columns.put(name, JsonRegion.skip(parser)) != null) {
        throw new InvalidInput(name + ": given twice (expected: once)");
      }
    }
    return columns;
  }

  /** Whether the value is an array whose first element is an object, as in an infer request. */
  private static boolean holdsObjects(MemorySegment body, JsonRegion region) {
    boolean inArray = false;
    for (long i = region.from(); i < region.to(); i++) {
      byte b = body.get(ValueLayout.JAVA_BYTE, i);
      if (b == '[' && !inArray) {
        inArray = true;
      } else if (b > ' ') {
        return inArray && b == '{';
      }
    }
    return false;
  }

  private Map<String, Tensor> tensors(
      MemorySegment body, Map<String, JsonRegion> columns, Served.Description model) {
    Map<String, JsonText> texts = LinkedHashMap.newLinkedHashMap(columns.size());
    columns.forEach((name, region) -> texts.put(name, JsonText.of(region.of(body))));
    return values.read(texts, model);
  }
}
