package dev.soban.engine.onnx.graph.outline;

import dev.soban.core.tensor.DataType;
import java.util.Optional;

/** ONNX's codes of element types, and which {@link DataType} they are. */
public final class ElementType {
  private static final String[] NAMES = {
    "undefined",
    "float",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "int32",
    "int64",
    "string",
    "bool",
    "float16",
    "double",
    "uint32",
    "uint64",
    "complex64",
    "complex128",
    "bfloat16",
    "float8e4m3fn",
    "float8e4m3fnuz",
    "float8e5m2",
    "float8e5m2fnuz",
    "uint4",
    "int4",
    "float4e2m1"
  };

  private ElementType() {}

  /** As ONNX writes it, for messages. */
  public static String name(int code) {
    return code >= 0 && code < NAMES.length ? NAMES[code] : "type " + code;
  }

  /** Empty for what Soban has no data type for. */
  public static Optional<DataType> dataType(int code) {
    return Optional.ofNullable(
        switch (code) {
          case 1 -> DataType.FP32;
          case 2 -> DataType.UINT8;
          case 3 -> DataType.INT8;
          case 4 -> DataType.UINT16;
          case 5 -> DataType.INT16;
          case 6 -> DataType.INT32;
          case 7 -> DataType.INT64;
          case 8 -> DataType.BYTES;
          case 9 -> DataType.BOOL;
          case 10 -> DataType.FP16;
          case 11 -> DataType.FP64;
          case 12 -> DataType.UINT32;
          case 13 -> DataType.UINT64;
          case 16 -> DataType.BF16;
          default -> null;
        });
  }
}
