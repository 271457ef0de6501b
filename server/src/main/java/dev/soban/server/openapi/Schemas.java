package dev.soban.server.openapi;

import dev.soban.core.tensor.DataType;
import java.util.List;

/** The forms of JSON Schema that the document is made of. */
final class Schemas {
  private Schemas() {}

  static JsonObject string() {
    return JsonObject.of("type", "string");
  }

  static JsonObject constant(String value) {
    return JsonObject.of("const", value);
  }

  static JsonObject oneOfTexts(List<String> values) {
    return string().and("enum", values);
  }

  static JsonObject integer(long minimum) {
    return JsonObject.of("type", "integer").and("minimum", minimum);
  }

  static JsonObject arrayOf(JsonObject items) {
    return JsonObject.of("type", "array").and("items", items);
  }

  /** An array of exactly so many. */
  static JsonObject arrayOf(JsonObject items, long count) {
    return arrayOf(items).and("minItems", count).and("maxItems", count);
  }

  static JsonObject object(List<String> required, JsonObject properties) {
    JsonObject schema = JsonObject.of("type", "object");
    if (!required.isEmpty()) {
      schema.and("required", required);
    }
    return schema.and("properties", properties);
  }

  /** One of several; what is the only one stands alone. */
  static JsonObject anyOf(List<JsonObject> schemas) {
    return schemas.size() == 1 ? schemas.getFirst() : JsonObject.of("anyOf", schemas);
  }

  /** Any element of a tensor of that type. */
  static JsonObject element(DataType type) {
    return switch (type) {
      case BOOL -> JsonObject.of("type", "boolean");
      case BYTES -> string();
      case FP16, BF16, FP32, FP64 -> JsonObject.ref("schemas/Float");
      case INT8 -> whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT16 -> whole(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT32 -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE).and("format", "int32");
      case INT64 -> whole(Long.MIN_VALUE, Long.MAX_VALUE).and("format", "int64");
      case UINT8 -> whole(0, 0xff);
      case UINT16 -> whole(0, 0xffff);
      case UINT32 -> whole(0, 0xffff_ffffL);
      case UINT64 -> integer(0).and("maximum", new JsonObject.Raw("18446744073709551615"));
    };
  }

  private static JsonObject whole(long minimum, long maximum) {
    return integer(minimum).and("maximum", maximum);
  }

  /** What {@link #element} points to for floating-point numbers. */
  static JsonObject floatingPoint() {
    return JsonObject.of(
        "anyOf",
        List.of(
            JsonObject.of("type", "number"), oneOfTexts(List.of("NaN", "Infinity", "-Infinity"))));
  }
}
