package dev.soban.server.openapi;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** JSON Schemas of tensors: how long each array is, where the shape says so. */
final class TensorSchemas {
  private TensorSchemas() {}

  /** Arrays in arrays, as deep as the shape. */
  static JsonObject nested(TensorSpec spec) {
    return nested(spec, 0);
  }

  /** As {@link #nested(TensorSpec)}, without the outermost dimensions. */
  static JsonObject nested(TensorSpec spec, int fromDimension) {
    return nested(Schemas.element(spec.dataType()), spec.shape(), fromDimension);
  }

  /** The same of other elements. */
  static JsonObject nested(JsonObject element, Shape shape, int fromDimension) {
    JsonObject schema = element;
    for (int i = shape.rank() - 1; i >= fromDimension; i--) {
      long length = shape.dim(i);
      schema = length == Shape.DYNAMIC ? Schemas.arrayOf(schema) : Schemas.arrayOf(schema, length);
    }
    return schema;
  }

  /** All values in one array. */
  static JsonObject flat(TensorSpec spec) {
    JsonObject element = Schemas.element(spec.dataType());
    return spec.shape().dynamic()
        ? Schemas.arrayOf(element)
        : Schemas.arrayOf(element, spec.shape().elements());
  }

  /** Values as requests may have them. */
  static JsonObject data(TensorSpec spec) {
    return switch (spec.shape().rank()) {
      case 0, 1 -> flat(spec);
      default -> JsonObject.of("anyOf", List.of(nested(spec), flat(spec)));
    };
  }

  /** The shape itself, as a request or an answer spells it. */
  static JsonObject shape(TensorSpec spec) {
    List<JsonObject> dimensions = new ArrayList<>();
    for (long length : spec.shape().dims()) {
      dimensions.add(length == Shape.DYNAMIC ? Schemas.integer(0) : JsonObject.of("const", length));
    }
    JsonObject schema = JsonObject.of("type", "array");
    if (!dimensions.isEmpty()) {
      schema.and("prefixItems", dimensions);
    }
    int rank = spec.shape().rank();
    return schema.and("minItems", rank).and("maxItems", rank);
  }
}
