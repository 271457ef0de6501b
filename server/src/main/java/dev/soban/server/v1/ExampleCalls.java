package dev.soban.server.v1;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.call.JsonCall;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.values.ModelValues;
import java.util.List;
import java.util.Map;

/**
 * Reads requests to classify or to regress: {@code {"examples": [{input: value, …}, …]}}, with
 * values in {@code context} that all examples share.
 */
public final class ExampleCalls implements JsonCall.Reader {
  private final JsonStreams json;
  private final ModelValues values;
  private final HeapRoom room;
  private final Wanted wanted;

  /** Which output is asked for, and how it is answered. */
  @FunctionalInterface
  interface Wanted {
    /**
     * @throws InvalidInput when the model has no such output
     */
    Result of(Served.Description model);
  }

  /** An output, and the answer that is made of it. */
  record Result(String output, JsonCall.Value answer) {}

  private ExampleCalls(JsonStreams json, TensorPool pool, HeapRoom room, Wanted wanted) {
    this.json = json;
    this.room = room;
    this.values = ModelValues.inRows(json, pool);
    this.wanted = wanted;
  }

  public static ExampleCalls classifying(JsonStreams json, TensorPool pool, HeapRoom room) {
    return new ExampleCalls(json, pool, room, ClassAnswer::of);
  }

  public static ExampleCalls regressing(JsonStreams json, TensorPool pool, HeapRoom room) {
    return new ExampleCalls(json, pool, room, NumberAnswer::of);
  }

  @Override
  public JsonCall read(IncomingCall incoming) {
    Served.Description model = incoming.served().description();
    Result result = wanted.of(model);
    V1Body body = V1Body.of(incoming.body(), json);
    JsonRegion examples =
        body.part("examples")
            .orElseThrow(
                () -> new InvalidInput("examples: missing (expected: an array of objects)"));
    NamedRows.Rows asked =
        new NamedRows.Rows(
            body.text(), examples, "examples", Values.of(json, body, "context", model), model);
    try (NamedRows rows = new NamedRows(asked, room)) {
      Map<String, Tensor> inputs = values.read(rows.read(json), model);
      return new JsonCall(inputs, List.of(result.output()), result.answer(), json);
    }
  }
}
