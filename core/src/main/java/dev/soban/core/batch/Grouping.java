package dev.soban.core.batch;

import dev.soban.core.model.Signature;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which requests may share a batch: the same inputs, types, row shapes and wanted outputs. */
final class Grouping {
  private static final Object EVERYBODY = new Object();

  private final boolean oneRowShape;

  Grouping(Signature signature) {
    oneRowShape =
        signature.inputs().stream()
            .allMatch(
                spec ->
                    !spec.optional()
                        && spec.shape().rank() > 0
                        && !spec.shape().withRows(1).dynamic());
  }

  Object of(InferenceRequest request) {
    if (oneRowShape && request.outputs().isEmpty()) {
      return EVERYBODY;
    }
    List<Column> columns = new ArrayList<>(request.inputs().size());
    for (Map.Entry<String, Tensor> input : request.inputs().entrySet()) {
      Tensor tensor = input.getValue();
      Shape row = tensor.shape().rank() == 0 ? tensor.shape() : tensor.shape().withRows(1);
      columns.add(new Column(input.getKey(), tensor.dataType(), row));
    }
    return new Group(columns, request.outputs());
  }

  private record Column(String name, DataType dataType, Shape row) {}

  private record Group(List<Column> columns, List<String> outputs) {}
}
