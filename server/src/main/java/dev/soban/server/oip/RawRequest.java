package dev.soban.server.oip;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.json.BytesBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/** A body without JSON: the values of a model's only input, for one row. */
final class RawRequest {
  private static final Parameters BINARY = new Parameters(Map.of("binary_data_output", true));

  private RawRequest() {}

  static InferBody read(MemorySegment body, Served served, TensorPool pool) {
    List<TensorSpec> specs = served.description().clientInputs();
    if (specs.size() != 1) {
      throw new InvalidInput(
          "Inference-Header-Content-Length: 0, but the model has "
              + specs.size()
              + " inputs (expected: one, for a raw body)");
    }
    TensorSpec spec = specs.getFirst();
    Tensor tensor = spec.dataType() == DataType.BYTES ? string(body, spec, pool) : null;
    if (tensor == null) {
      tensor = BinarySection.copied(pool, spec.dataType(), shape(body.byteSize(), spec), body);
    }
    return new InferBody("", BINARY, Map.of(spec.name(), tensor), List.of());
  }

  private static Tensor string(MemorySegment body, TensorSpec spec, TensorPool pool) {
    long[] dims = spec.shape().dims();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != 1 && dims[i] != Shape.DYNAMIC) {
        throw new InvalidInput(
            "input " + spec + ": takes more than one string (expected: one, for a raw body)");
      }
      dims[i] = 1;
    }
    BytesBuilder builder = new BytesBuilder(pool);
    builder.add(body.toArray(ValueLayout.JAVA_BYTE));
    return builder.publish(Shape.of(dims));
  }

  private static Shape shape(long sizeBytes, TensorSpec spec) {
    long[] dims = spec.shape().dims();
    int open = open(dims, spec);
    long known = spec.dataType().sizeBytes();
    for (long dim : dims) {
      known *= dim == Shape.DYNAMIC ? 1 : dim;
    }
    long missing = open < 0 || known == 0 ? 1 : sizeBytes / known;
    if (missing * known != sizeBytes) {
      throw new InvalidInput(
          "body: "
              + sizeBytes
              + " bytes (expected: "
              + (open < 0 ? "" : "a multiple of ")
              + known
              + " for "
              + spec
              + ")");
    }
    if (open >= 0) {
      dims[open] = missing;
    }
    return Shape.of(dims);
  }

  /** Which dimension the body's length decides, or -1; there is one row. */
  private static int open(long[] dims, TensorSpec spec) {
    int open = -1;
    for (int i = dims.length - 1; i >= 0; i--) {
      if (dims[i] != Shape.DYNAMIC) {
        continue;
      }
      if (i == 0) {
        dims[0] = 1;
      } else if (open >= 0) {
        throw new InvalidInput(
            "input " + spec + ": several dimensions vary (expected: one, for a raw body)");
      } else {
        open = i;
      }
    }
    return open;
  }
}
