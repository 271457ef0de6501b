package dev.soban.server.predictions;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.call.MediaType;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.JsonText;
import dev.soban.server.multipart.Part;
import dev.soban.server.values.ModelValues;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns several fields of a form into the inputs that they are named after: files as they are for
 * pictures and byte strings, else numbers, as JSON or with commas between.
 */
final class FormInputs {
  private final TensorPool pool;
  private final ModelValues values;

  FormInputs(JsonStreams json, TensorPool pool) {
    this.pool = pool;
    this.values = ModelValues.plain(json, pool);
  }

  /** The caller closes them; nothing is held when one is wrong. */
  Map<String, Tensor> read(List<Part> parts, Served.Description model) {
    Map<String, Tensor> inputs = LinkedHashMap.newLinkedHashMap(parts.size());
    boolean complete = false;
    try {
      for (Part part : parts) {
        if (inputs.containsKey(part.name())) {
          throw new InvalidInput("part " + part.name() + ": given twice (expected: once)");
        }
        inputs.put(part.name(), input(part, model));
      }
      complete = true;
    } finally {
      if (!complete) {
        inputs.values().forEach(Tensor::close);
      }
    }
    return inputs;
  }

  private Tensor input(Part part, Served.Description model) {
    TensorSpec spec = spec(part, model);
    if (spec.dataType() == DataType.BYTES && !MediaType.json(MediaType.of(part.contentType()))) {
      return OneElement.of(pool, spec, part.content());
    }
    return values.read(part.name(), text(part.content()), model);
  }

  private static TensorSpec spec(Part part, Served.Description model) {
    List<TensorSpec> inputs = model.clientInputs();
    return inputs.stream()
        .filter(spec -> spec.name().equals(part.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInput(
                    "part "
                        + part.name()
                        + ": no such input (expected: "
                        + String.join(", ", inputs.stream().map(TensorSpec::name).toList())
                        + "; or a single part, whatever its name)"));
  }

  /** The content itself, or if it is a mere list of numbers, with brackets around it. */
  private static JsonText text(MemorySegment content) {
    for (long i = 0; i < content.byteSize(); i++) {
      byte b = content.get(ValueLayout.JAVA_BYTE, i);
      if (b > ' ') {
        return b == '[' || b == '"' ? JsonText.of(content) : JsonText.inArray(content);
      }
    }
    return JsonText.of(content);
  }
}
