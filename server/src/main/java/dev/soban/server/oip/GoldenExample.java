package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.trial.OutputsAgree;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A request whose answer is known: {@code {"request": {…}, "response": {…}, "tolerance": 0.001}},
 * both as the inference protocol writes them. Only the outputs that the answer names are compared.
 */
public final class GoldenExample {
  private final MemorySegment text;
  private final JsonStreams json;
  private final TensorPool pool;
  private final Parts parts;

  private record Parts(JsonRegion request, JsonRegion response, OptionalDouble tolerance) {}

  private GoldenExample(byte[] bytes, TensorPool pool) {
    this.text = MemorySegment.ofArray(bytes);
    this.json = new JsonStreams();
    this.pool = pool;
    this.parts = json.read(text, GoldenExample::parts);
  }

  /**
   * @throws InvalidInput when the text is no example
   */
  public static GoldenExample of(byte[] text, TensorPool pool) {
    return new GoldenExample(text, pool);
  }

  /** Of its text, which it holds on to. */
  public long sizeBytes() {
    return text.byteSize();
  }

  private static Parts parts(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "example", "a JSON object");
    JsonRegion request = null;
    JsonRegion response = null;
    OptionalDouble tolerance = OptionalDouble.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "request" -> request = JsonRegion.skip(parser);
        case "response" -> response = JsonRegion.skip(parser);
        case "tolerance" -> tolerance = OptionalDouble.of(tolerance(parser));
        default ->
            throw new InvalidInput(
                key + ": unknown key (expected: request, response or tolerance)");
      }
    }
    if (request == null || response == null) {
      throw new InvalidInput("request and response (expected: both)");
    }
    return new Parts(request, response, tolerance);
  }

  private static double tolerance(JsonParser parser) throws IOException {
    if (parser.currentToken().isNumeric() && parser.getDoubleValue() >= 0) {
      return parser.getDoubleValue();
    }
    throw new InvalidInput("tolerance: " + parser.getText() + " (expected: a number >= 0)");
  }

  /** The request, made anew each time; the caller closes its inputs. */
  public InferenceRequest request(RequestContext context) {
    InferBody body = new InferBodyReader(body(parts.request())).read();
    return new InferenceRequest(body.inputs(), body.outputNames(), body.parameters(), context);
  }

  /** What is not as it should be in an answer; empty when nothing is. */
  public Optional<String> difference(InferenceResponse response) {
    Map<String, Tensor> expected = outputs();
    try {
      return OutputsAgree.difference(expected, response.outputs(), parts.tolerance());
    } finally {
      expected.values().forEach(Tensor::close);
    }
  }

  private Map<String, Tensor> outputs() {
    BodyParts body = body(parts.response());
    List<InputEntry> entries = new ArrayList<>();
    boolean complete = false;
    try {
      json.read(body.text(), parser -> readOutputs(parser, body, entries));
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (InputEntry entry : entries) {
        outputs.put(entry.name(), entry.complete());
      }
      complete = true;
      return outputs;
    } finally {
      if (!complete) {
        entries.forEach(InputEntry::close);
      }
    }
  }

  private static boolean readOutputs(JsonParser parser, BodyParts body, List<InputEntry> entries)
      throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, "response", "a JSON object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean outputs = parser.currentName().equals("outputs");
      parser.nextToken();
      if (!outputs) {
        parser.skipChildren();
        continue;
      }
      JsonObjects.expect(parser, JsonToken.START_ARRAY, "outputs", "an array of objects");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        InputEntry entry = new InputEntry("outputs", entries.size(), body);
        entries.add(entry);
        entry.read(parser);
      }
    }
    return true;
  }

  private BodyParts body(JsonRegion region) {
    MemorySegment part = text.asSlice(region.from(), region.to() - region.from());
    return BodyParts.of(part, null, json, pool);
  }
}
