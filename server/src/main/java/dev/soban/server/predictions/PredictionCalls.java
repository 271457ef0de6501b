package dev.soban.server.predictions;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.net.HeaderName;
import dev.soban.server.call.Call;
import dev.soban.server.call.CallReader;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.multipart.Form;
import dev.soban.server.multipart.Part;
import dev.soban.server.oip.InferCalls;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of {@code /predictions}: a picture, CSV or JSON, bare or as fields of a form.
 */
public final class PredictionCalls implements CallReader {
  private final JsonStreams json;
  private final TensorPool pool;
  private final JsonBody jsonBody;
  private final FormInputs formInputs;
  private final HeapRoom room;

  /**
   * @param room for bodies that are turned into text
   */
  public PredictionCalls(JsonStreams json, TensorPool pool, InferCalls inferCalls, HeapRoom room) {
    this.room = room;
    this.json = json;
    this.pool = pool;
    this.jsonBody = new JsonBody(json, pool, inferCalls);
    this.formInputs = new FormInputs(json, pool);
  }

  @Override
  public Call read(IncomingCall incoming) {
    Served.Description model = incoming.served().description();
    int topClasses = topClasses(incoming, model.meaning());
    return new PredictionCall(asked(incoming), model.meaning(), topClasses, json);
  }

  /** What was asked, in whichever form. */
  record Asked(String id, Parameters parameters, Map<String, Tensor> inputs, List<String> outputs) {
    static Asked of(Map<String, Tensor> inputs) {
      return new Asked("", Parameters.NONE, inputs, List.of());
    }
  }

  private Asked asked(IncomingCall incoming) {
    String contentType = incoming.head().headers().get(HeaderName.CONTENT_TYPE);
    if (contentType == null || !Form.is(contentType)) {
      return asked(incoming, contentType);
    }
    List<Part> parts = Form.read(incoming.body(), contentType);
    if (parts.size() > 1) {
      return Asked.of(formInputs.read(parts, incoming.served().description()));
    }
    Part only = parts.getFirst();
    return asked(
        new IncomingCall(incoming.head(), only.content(), incoming.served()), only.contentType());
  }

  private Asked asked(IncomingCall incoming, @Nullable String contentType) {
    Served.Description model = incoming.served().description();
    if (incoming.body().byteSize() == 0) {
      throw new InvalidInput("body: empty (expected: a picture, CSV or JSON)");
    }
    return switch (BodyKind.of(contentType, incoming.body(), !model.encodedInputs().isEmpty())) {
      case PICTURE -> Asked.of(picture(incoming.body(), model));
      case CSV -> Asked.of(csv(incoming.body(), contentType, model));
      case JSON -> jsonBody.read(incoming);
    };
  }

  private Map<String, Tensor> picture(MemorySegment body, Served.Description model) {
    if (model.encodedInputs().size() != 1) {
      throw new InvalidInput(
          "body: a picture, but model "
              + model.id()
              + " has no one input for pictures (expected: CSV or JSON)");
    }
    TensorSpec spec = model.encodedInputs().values().iterator().next();
    return Map.of(spec.name(), OneElement.of(pool, spec, body));
  }

  private Map<String, Tensor> csv(
      MemorySegment body, @Nullable String contentType, Served.Description model) {
    Text.checkSize(body);
    try (var _ = room.lease(Text.heapBytes(body), "body")) {
      String text = Text.of(body, contentType, model.tabular().charset());
      return new CsvInputs(model, pool).read(text);
    }
  }

  private static int topClasses(IncomingCall incoming, OutputMeaning meaning) {
    String asked = incoming.head().queryParameter("top_k");
    if (asked != null) {
      return positive(asked);
    }
    return switch (meaning) {
      case OutputMeaning.Classification declared -> declared.topK();
      case OutputMeaning.Detection found -> 0;
      case OutputMeaning.PlainTensors plain -> 0;
    };
  }

  private static int positive(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words as 0.
    }
    throw new InvalidInput("top_k: " + text + " (expected: an integer >= 1)");
  }
}
