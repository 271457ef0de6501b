package dev.soban.server.predictions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.InferredShape;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.TensorJsonReader;
import dev.soban.server.oip.InferBody;
import dev.soban.server.oip.InferCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads JSON in any of three forms: rows for a model with one input, {@code {"input": rows}}, or an
 * infer request of the Open Inference Protocol. Types come from the model, shapes from the nesting;
 * a single row may stand without the array around it.
 */
final class JsonBody {
  private final JsonStreams json;
  private final TensorJsonReader tensors;
  private final InferCalls inferCalls;

  JsonBody(JsonStreams json, TensorPool pool, InferCalls inferCalls) {
    this.json = json;
    this.tensors = new TensorJsonReader(pool);
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
    Map<String, Tensor> inputs = LinkedHashMap.newLinkedHashMap(columns.size());
    boolean complete = false;
    try {
      for (Map.Entry<String, JsonRegion> column : columns.entrySet()) {
        JsonRegion region = column.getValue();
        MemorySegment text = body.asSlice(region.from(), region.to() - region.from());
        inputs.put(column.getKey(), tensor(column.getKey(), text, model));
      }
      complete = true;
    } finally {
      if (!complete) {
        inputs.values().forEach(Tensor::close);
      }
    }
    return inputs;
  }

  private Tensor tensor(String name, MemorySegment text, Served.Description model) {
    Shape found = json.read(text, InferredShape::of);
    TensorSpec spec = spec(name, found, model);
    TensorJsonReader.Form form = new TensorJsonReader.Form(spec.dataType(), rows(found, spec));
    return json.read(text, parser -> tensors.read(parser, form, name, text.byteSize()));
  }

  /** An encoded input that gets nested numbers gets the finished tensor. */
  private static TensorSpec spec(String name, Shape found, Served.Description model) {
    TensorSpec own =
        model
            .signature()
            .input(name)
            .orElseThrow(
                () ->
                    new InvalidInput(
                        "input "
                            + name
                            + ": unknown (expected: "
                            + String.join(
                                ", ", model.clientInputs().stream().map(TensorSpec::name).toList())
                            + ")"));
    TensorSpec encoded = model.encodedInputs().get(name);
    return encoded == null || found.rank() > 1 ? own : encoded;
  }

  /** The found shape, with the dimension added that a single row or a plain column leaves out. */
  private static Shape rows(Shape found, TensorSpec spec) {
    int rank = spec.shape().rank();
    if (found.rank() == 0 && rank > 0) {
      return ones(rank);
    }
    if (found.rank() != rank - 1) {
      return found;
    }
    if (rank == 2 && spec.shape().dim(1) == 1) {
      return Shape.of(found.dim(0), 1);
    }
    long[] dims = new long[rank];
    dims[0] = 1;
    System.arraycopy(found.dims(), 0, dims, 1, rank - 1);
    return Shape.of(dims);
  }

  private static Shape ones(int rank) {
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    return Shape.of(dims);
  }
}
