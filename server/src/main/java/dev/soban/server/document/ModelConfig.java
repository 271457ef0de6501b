package dev.soban.server.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A model's configuration in the form of Triton's, as load generators read it. With batching the
 * dimensions leave the rows out, and {@code max_batch_size} is above 0.
 */
public record ModelConfig(Served.Description model) {
  public void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", model.id().name());
    out.writeStringField("platform", model.platform());
    out.writeStringField("backend", backend());
    out.writeNumberField("max_batch_size", maxBatchSize());
    writeTensors(out, "input", model.clientInputs());
    writeTensors(out, "output", model.signature().outputs());
    writeInstances(out);
    if (merges()) {
      out.writeObjectFieldStart("dynamic_batching");
      out.writeNumberField("max_queue_delay_microseconds", maxQueueDelayMicros());
      out.writeEndObject();
    }
    out.writeObjectFieldStart("model_transaction_policy");
    out.writeBooleanField("decoupled", false);
    out.writeEndObject();
    out.writeObjectFieldStart("response_cache");
    out.writeBooleanField("enable", caches());
    out.writeEndObject();
    out.writeEndObject();
  }

  /** Whether requests share runs. */
  public boolean merges() {
    return model.batching().merges();
  }

  /** 0 when requests never share a run. */
  public int maxBatchSize() {
    return merges() ? model.batching().settings().maxBatchSize() : 0;
  }

  public long maxQueueDelayMicros() {
    return model.batching().settings().maxQueueDelay().toNanos() / 1_000;
  }

  public boolean caches() {
    return model.stack().contains("cache");
  }

  /** {@code KIND_CPU} or {@code KIND_GPU}. */
  public String instanceKind() {
    return model.device().toLowerCase(Locale.ROOT).startsWith("cpu") ? "KIND_CPU" : "KIND_GPU";
  }

  public String backend() {
    int end = model.platform().indexOf('_');
    return end < 0 ? model.platform() : model.platform().substring(0, end);
  }

  private void writeTensors(JsonGenerator out, String key, List<TensorSpec> specs)
      throws IOException {
    out.writeArrayFieldStart(key);
    for (TensorSpec spec : specs) {
      out.writeStartObject();
      out.writeStringField("name", spec.name());
      out.writeStringField("data_type", dataType(spec.dataType()));
      out.writeFieldName("dims");
      long[] dims = dims(spec);
      out.writeArray(dims, 0, dims.length);
      if (spec.optional()) {
        out.writeBooleanField("optional", true);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeInstances(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("instance_group");
    out.writeStartObject();
    out.writeStringField("name", model.id().name());
    out.writeStringField("kind", instanceKind());
    out.writeNumberField("count", model.batching().instances());
    out.writeEndObject();
    out.writeEndArray();
  }

  /** The dimensions, without that of the rows where requests share runs. */
  public long[] dims(TensorSpec spec) {
    long[] dims = spec.shape().dims();
    return merges() ? Arrays.copyOfRange(dims, 1, dims.length) : dims;
  }

  /** As {@code TYPE_FP32}. */
  public static String dataType(DataType type) {
    return type == DataType.BYTES ? "TYPE_STRING" : "TYPE_" + type.name();
  }
}
