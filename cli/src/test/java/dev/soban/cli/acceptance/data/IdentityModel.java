package dev.soban.cli.acceptance.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Writes ONNX models that give every input back: {@code in_T} as {@code out_T}, both [N,M]. */
public final class IdentityModel {
  private static final int FLOAT = 1;
  private static final int BFLOAT16 = 16;

  /** The types that ONNX Runtime's Java binding can be given, by protocol name. */
  public static final Map<String, Integer> TYPES = types();

  private IdentityModel() {}

  private static Map<String, Integer> types() {
    Map<String, Integer> types = new LinkedHashMap<>();
    types.put("FP32", FLOAT);
    types.put("UINT8", 2);
    types.put("INT8", 3);
    types.put("INT16", 5);
    types.put("INT32", 6);
    types.put("INT64", 7);
    types.put("BYTES", 8);
    types.put("BOOL", 9);
    types.put("FP16", 10);
    types.put("FP64", 11);
    types.put("BF16", BFLOAT16);
    return types;
  }

  public static byte[] ofAllTypes() {
    return of(TYPES.keySet());
  }

  /** Of some of the types. */
  public static byte[] of(Set<String> names) {
    ProtoMessage graph = new ProtoMessage();
    names.forEach(
        name -> {
          int type = TYPES.get(name);
          graph.message(
              1,
              new ProtoMessage().text(1, "in_" + name).text(2, "out_" + name).text(4, "Identity"));
          graph.message(11, value("in_" + name, type));
          graph.message(12, value("out_" + name, type));
        });
    graph.text(2, "identity");
    return new ProtoMessage()
        .number(1, 8)
        .message(7, graph)
        .message(8, new ProtoMessage().text(1, "").number(2, 14))
        .bytes();
  }

  private static ProtoMessage value(String name, int type) {
    ProtoMessage shape =
        new ProtoMessage()
            .message(1, new ProtoMessage().text(2, "N"))
            .message(1, new ProtoMessage().text(2, "M"));
    ProtoMessage tensor = new ProtoMessage().number(1, type).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }
}
