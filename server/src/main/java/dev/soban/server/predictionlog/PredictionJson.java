package dev.soban.server.predictionlog;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.observe.Prediction;
import dev.soban.core.observe.Prediction.Kept;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.server.json.TensorJsonWriter;
import dev.soban.server.transport.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** One prediction as a JSON object. */
final class PredictionJson {
  private static final int OK = 200;

  private PredictionJson() {}

  static void write(JsonGenerator out, Prediction prediction, Instant endedAt) throws IOException {
    RequestContext context = prediction.context();
    out.writeStartObject();
    out.writeStringField("time", endedAt.toString());
    out.writeStringField("request_id", context.id());
    if (context.traceParent() != null) {
      out.writeStringField("traceparent", context.traceParent());
    }
    out.writeStringField("model", prediction.model().name());
    out.writeStringField("version", prediction.model().version());
    out.writeStringField("tenant", context.caller().tenant());
    writeEnd(out, prediction);
    writeTimes(out, prediction.totalNanos(), context.timings());
    writeTensors(out, "inputs", prediction.inputs());
    writeTensors(out, "outputs", prediction.outputs());
    out.writeEndObject();
  }

  private static void writeEnd(JsonGenerator out, Prediction prediction) throws IOException {
    if (prediction.failure() == null) {
      out.writeNumberField("status", OK);
    } else {
      Status status = Status.of(prediction.failure());
      out.writeNumberField("status", status.http());
      out.writeStringField("reason", status.reason());
    }
    if (prediction.origin().cache() != CacheUse.NONE) {
      out.writeStringField("cache", prediction.origin().cache().label());
    }
    if (prediction.origin().isDegraded()) {
      out.writeStringField("degraded", prediction.origin().degraded());
    }
  }

  private static void writeTimes(JsonGenerator out, long totalNanos, Timings timings)
      throws IOException {
    out.writeNumberField("rows", timings.rows());
    out.writeNumberField("batches", timings.batches());
    out.writeObjectFieldStart("us");
    for (Phase phase : Phase.values()) {
      if (phase != Phase.ENCODE) {
        out.writeNumberField(phase.label(), timings.nanos(phase) / 1_000);
      }
    }
    out.writeNumberField("total", totalNanos / 1_000);
    out.writeEndObject();
  }

  private static void writeTensors(JsonGenerator out, String key, List<Kept> tensors)
      throws IOException {
    if (tensors.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart(key);
    for (Kept tensor : tensors) {
      writeTensor(out, tensor);
    }
    out.writeEndArray();
  }

  private static void writeTensor(JsonGenerator out, Kept tensor) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", tensor.name());
    out.writeStringField("datatype", tensor.dataType().name());
    writeShape(out, tensor.shape());
    if (tensor.values() != null) {
      writeValues(out, tensor, tensor.values());
    } else {
      out.writeNumberField("size_bytes", tensor.sizeBytes());
    }
    if (tensor.checksum().isPresent()) {
      int checksum = (int) tensor.checksum().getAsLong();
      out.writeStringField("crc32c", HexFormat.of().toHexDigits(checksum));
    }
    out.writeEndObject();
  }

  private static void writeShape(JsonGenerator out, Shape shape) throws IOException {
    out.writeArrayFieldStart("shape");
    for (int i = 0; i < shape.rank(); i++) {
      out.writeNumber(shape.dim(i));
    }
    out.writeEndArray();
  }

  /** As the protocol writes them, but for BYTES, which need not be text. */
  private static void writeValues(JsonGenerator out, Kept tensor, MemorySegment values)
      throws IOException {
    if (tensor.dataType() != DataType.BYTES) {
      out.writeFieldName("data");
      new TensorJsonWriter(out, tensor.name(), tensor.dataType(), tensor.shape(), values)
          .writeFlat();
      return;
    }
    out.writeArrayFieldStart("base64");
    for (long offset = 0; offset < values.byteSize(); ) {
      long length = BytesElements.length(values, offset);
      offset += BytesElements.HEADER_BYTES;
      out.writeBinary(values.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
      offset += length;
    }
    out.writeEndArray();
  }
}
