package dev.soban.server.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.server.json.TreeJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A model's configuration in the form of Triton's, as load generators read it. With batching the
 * dimensions leave the rows out, and {@code max_batch_size} is above 0.
 */
public record ModelConfig(Served.Description model) {
  public void write(JsonGenerator out) throws IOException {
    TreeJson.write(out, fields());
  }

  /**
   * By the names of Triton's fields: what was configured in this form, and what was found where
   * nothing was; as maps, lists, texts, numbers and flags.
   */
  public SequencedMap<String, Object> fields() {
    return ConfiguredFields.over(found(), model.declared().configured().fields());
  }

  private SequencedMap<String, Object> found() {
    SequencedMap<String, Object> found = new LinkedHashMap<>();
    found.put("name", model.id().name());
    found.put("platform", model.platform());
    found.put("backend", backend());
    found.put("max_batch_size", maxBatchSize());
    found.put("input", tensors(model.clientInputs()));
    found.put("output", tensors(model.signature().outputs()));
    found.put(
        "instance_group",
        List.of(
            fields(
                "name", model.id().name(),
                "kind", instanceKind(),
                "count", model.batching().instances())));
    if (merges()) {
      found.put("dynamic_batching", fields("max_queue_delay_microseconds", maxQueueDelayMicros()));
    }
    found.put("model_transaction_policy", fields("decoupled", false));
    found.put("response_cache", fields("enable", caches()));
    return found;
  }

  /** Names and values by turns. */
  private static SequencedMap<String, Object> fields(Object... namesAndValues) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  /** Whether requests share runs. */
  private boolean merges() {
    return model.batching().merges();
  }

  /** 0 when requests never share a run. */
  private int maxBatchSize() {
    return merges() ? model.batching().settings().maxBatchSize() : 0;
  }

  private long maxQueueDelayMicros() {
    return model.batching().settings().maxQueueDelay().toNanos() / 1_000;
  }

  private boolean caches() {
    return model.stack().contains("cache");
  }

  /** {@code KIND_CPU} or {@code KIND_GPU}. */
  private String instanceKind() {
    return model.device().toLowerCase(Locale.ROOT).startsWith("cpu") ? "KIND_CPU" : "KIND_GPU";
  }

  private String backend() {
    int end = model.platform().indexOf('_');
    return end < 0 ? model.platform() : model.platform().substring(0, end);
  }

  private List<Map<String, Object>> tensors(List<TensorSpec> specs) {
    List<Map<String, Object>> tensors = new ArrayList<>();
    for (TensorSpec spec : specs) {
      SequencedMap<String, Object> tensor =
          fields(
              "name", spec.name(),
              "data_type", dataType(spec.dataType()),
              "dims", Arrays.stream(dims(spec)).boxed().toList());
      if (spec.optional()) {
        tensor.put("optional", true);
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  /** Whether shapes leave the rows out: requests share runs, or were said to. */
  private boolean batched() {
    Object configured = model.declared().configured().fields().get("max_batch_size");
    return merges() || (configured instanceof Integer size && size > 0);
  }

  /** The dimensions, without that of the rows where those are counted apart. */
  private long[] dims(TensorSpec spec) {
    long[] dims = spec.shape().dims();
    return batched() && dims.length > 0 ? Arrays.copyOfRange(dims, 1, dims.length) : dims;
  }

  /** As {@code TYPE_FP32}. */
  private static String dataType(DataType type) {
    return type == DataType.BYTES ? "TYPE_STRING" : "TYPE_" + type.name();
  }
}
