package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import java.io.IOException;
import java.util.List;

/** A model's inputs and outputs in the form of TensorFlow Serving; it has one signature. */
record SignatureDefinition(Served.Description model) {
  static final String ONLY = "serving_default";

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("model_spec");
    out.writeStringField("name", model.id().name());
    out.writeStringField("signature_name", "");
    out.writeStringField("version", model.id().version());
    out.writeEndObject();
    out.writeObjectFieldStart("metadata");
    out.writeObjectFieldStart("signature_def");
    out.writeObjectFieldStart("signature_def");
    out.writeObjectFieldStart(ONLY);
    writeTensors(out, "inputs", model.clientInputs());
    writeTensors(out, "outputs", model.signature().outputs());
    out.writeStringField("method_name", "tensorflow/serving/predict");
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void writeTensors(JsonGenerator out, String key, List<TensorSpec> specs)
      throws IOException {
    out.writeObjectFieldStart(key);
    for (TensorSpec spec : specs) {
      out.writeObjectFieldStart(spec.name());
      out.writeStringField("dtype", dataType(spec.dataType()));
      out.writeObjectFieldStart("tensor_shape");
      out.writeArrayFieldStart("dim");
      for (long dim : spec.shape().dims()) {
        out.writeStartObject();
        out.writeStringField("size", Long.toString(dim));
        out.writeStringField("name", "");
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeBooleanField("unknown_rank", false);
      out.writeEndObject();
      out.writeStringField("name", spec.name() + ":0");
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static String dataType(DataType type) {
    return switch (type) {
      case BOOL -> "DT_BOOL";
      case UINT8 -> "DT_UINT8";
      case UINT16 -> "DT_UINT16";
      case UINT32 -> "DT_UINT32";
      case UINT64 -> "DT_UINT64";
      case INT8 -> "DT_INT8";
      case INT16 -> "DT_INT16";
      case INT32 -> "DT_INT32";
      case INT64 -> "DT_INT64";
      case FP16 -> "DT_HALF";
      case BF16 -> "DT_BFLOAT16";
      case FP32 -> "DT_FLOAT";
      case FP64 -> "DT_DOUBLE";
      case BYTES -> "DT_STRING";
    };
  }
}
