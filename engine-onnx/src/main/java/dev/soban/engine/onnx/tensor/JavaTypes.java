package dev.soban.engine.onnx.tensor;

import ai.onnxruntime.OnnxJavaType;
import dev.soban.core.tensor.DataType;
import java.util.Optional;

/** Which of the binding's types a data type is. */
public final class JavaTypes {
  private JavaTypes() {}

  /** Empty for what the binding can neither take in nor write into. */
  public static Optional<OnnxJavaType> of(DataType dataType) {
    return Optional.ofNullable(
        switch (dataType) {
          case BOOL -> OnnxJavaType.BOOL;
          case UINT8 -> OnnxJavaType.UINT8;
          case INT8 -> OnnxJavaType.INT8;
          case INT16 -> OnnxJavaType.INT16;
          case INT32 -> OnnxJavaType.INT32;
          case INT64 -> OnnxJavaType.INT64;
          case FP16 -> OnnxJavaType.FLOAT16;
          case BF16 -> OnnxJavaType.BFLOAT16;
          case FP32 -> OnnxJavaType.FLOAT;
          case FP64 -> OnnxJavaType.DOUBLE;
          case BYTES -> OnnxJavaType.STRING;
          case UINT16, UINT32, UINT64 -> null;
        });
  }
}
