package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.call.JsonCall;
import dev.soban.server.json.Base64Object;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.JsonText;
import dev.soban.server.values.ModelValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads requests to predict: in rows, {@code {"instances": […]}}, or in columns, {@code {"inputs":
 * …}}. For a model with one input the values may stand without its name.
 */
public final class PredictCalls implements JsonCall.Reader {
  private final JsonStreams json;
  private final ModelValues values;
  private final HeapRoom room;

  /**
   * @param room for noting where the values of many rows lie
   */
  public PredictCalls(JsonStreams json, TensorPool pool, HeapRoom room) {
    this.json = json;
    this.room = room;
    this.values = ModelValues.inRows(json, pool);
  }

  @Override
  public JsonCall read(IncomingCall incoming) {
    Served.Description model = incoming.served().description();
    V1Body body = V1Body.of(incoming.body(), json);
    Optional<JsonRegion> rows = body.part("instances");
    Optional<JsonRegion> columns = body.part("inputs");
    if (rows.isPresent() == columns.isPresent()) {
      throw new InvalidInput(
          "body: "
              + (rows.isPresent() ? "both" : "neither")
              + " of instances and inputs (expected: one, rows or columns)");
    }
    return rows.isPresent()
        ? inRows(body, rows.get(), model)
        : inColumns(body, columns.orElseThrow(), model);
  }

  private JsonCall inRows(V1Body body, JsonRegion rows, Served.Description model) {
    boolean named = json.read(rows.of(body.text()), parser -> firstIsNamed(parser, model));
    Map<String, Tensor> inputs =
        named
            ? named(body, rows, model)
            : values.read(unnamed("instances", body, rows, model), model);
    Tensor first = inputs.values().iterator().next();
    long count = first.shape().rank() == 0 ? 0 : first.shape().dim(0);
    return new JsonCall(inputs, List.of(), new RowAnswer(count), json);
  }

  private Map<String, Tensor> named(V1Body body, JsonRegion list, Served.Description model) {
    NamedRows.Rows asked = new NamedRows.Rows(body.text(), list, "instances", Map.of(), model);
    try (NamedRows rows = new NamedRows(asked, room)) {
      return values.read(rows.read(json), model);
    }
  }

  private JsonCall inColumns(V1Body body, JsonRegion columns, Served.Description model) {
    Map<String, JsonText> texts =
        json.read(columns.of(body.text()), parser -> isNamed(parser, model))
            ? columns(body, model)
            : unnamed("inputs", body, columns, model);
    return new JsonCall(values.read(texts, model), List.of(), new ColumnAnswer(), json);
  }

  private static boolean firstIsNamed(JsonParser parser, Served.Description model)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new InvalidInput("instances: no array (expected: an array of rows)");
    }
    JsonToken first = parser.nextToken();
    if (first == JsonToken.END_ARRAY) {
      throw new InvalidInput("instances: [] (expected: at least one)");
    }
    boolean named = isNamed(parser, model);
    skipArray(parser);
    return named;
  }

  /** Whether the value is an object of inputs, rather than bytes of the only one. */
  private static boolean isNamed(JsonParser parser, Served.Description model) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    boolean bytes =
        parser.nextToken() == JsonToken.FIELD_NAME
            && parser.currentName().equals(Base64Object.KEY)
            && model.signature().input(Base64Object.KEY).isEmpty();
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      parser.nextToken();
      parser.skipChildren();
      parser.nextToken();
    }
    return !bytes;
  }

  private static void skipArray(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
    }
  }

  private static Map<String, JsonText> unnamed(
      String key, V1Body body, JsonRegion region, Served.Description model) {
    List<TensorSpec> inputs = model.clientInputs();
    if (inputs.size() != 1) {
      throw new InvalidInput(
          key
              + ": values without names, but model "
              + model.id()
              + " has several inputs (expected: objects with "
              + String.join(", ", inputs.stream().map(TensorSpec::name).toList())
              + ")");
    }
    return Map.of(inputs.getFirst().name(), JsonText.of(region.of(body.text())));
  }

  private Map<String, JsonText> columns(V1Body body, Served.Description model) {
    Map<String, JsonText> texts = new LinkedHashMap<>();
    Values.of(json, body, "inputs", model)
        .forEach((name, region) -> texts.put(name, JsonText.of(region.of(body.text()))));
    return texts;
  }
}
