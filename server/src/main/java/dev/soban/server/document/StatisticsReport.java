package dev.soban.server.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.observe.ModelStatistics.BatchSnapshot;
import dev.soban.core.observe.ModelStatistics.CountAndNanos;
import dev.soban.core.observe.ModelStatistics.Snapshot;
import dev.soban.core.predict.PredictionCache;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The statistics extension: counts and nanoseconds since a version was loaded. */
public record StatisticsReport(List<Served> versions) {
  private static final CountAndNanos NONE = new CountAndNanos(0, 0);

  public void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("model_stats");
    for (Served served : versions) {
      writeModel(out, served);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void writeModel(JsonGenerator out, Served served) throws IOException {
    Snapshot counts = served.statistics().snapshot();
    out.writeStartObject();
    out.writeStringField("name", served.id().name());
    out.writeStringField("version", served.id().version());
    out.writeNumberField("last_inference", counts.lastInferenceMillis());
    out.writeNumberField("inference_count", counts.inferenceCount());
    out.writeNumberField("execution_count", counts.executionCount());
    out.writeObjectFieldStart("inference_stats");
    write(out, "success", counts.success());
    write(out, "fail", counts.fail());
    write(out, "queue", counts.queue());
    writeCompute(out, counts.compute());
    write(out, "cache_hit", hits(served));
    write(out, "cache_miss", misses(served));
    out.writeEndObject();
    out.writeObjectFieldStart("response_stats");
    out.writeEndObject();
    out.writeArrayFieldStart("batch_stats");
    for (Map.Entry<Long, BatchSnapshot> batch : counts.byBatchSize().entrySet()) {
      out.writeStartObject();
      out.writeNumberField("batch_size", batch.getKey());
      writeCompute(out, batch.getValue());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("memory_usage");
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Answers that the cache held; none without a cache. */
  public static CountAndNanos hits(Served served) {
    return served
        .cache()
        .map(PredictionCache::counts)
        .map(counts -> new CountAndNanos(counts.hits(), counts.hitNanos()))
        .orElse(NONE);
  }

  /** Answers that the cache did not hold; none without a cache. */
  public static CountAndNanos misses(Served served) {
    return served
        .cache()
        .map(PredictionCache::counts)
        .map(counts -> new CountAndNanos(counts.misses(), counts.missNanos()))
        .orElse(NONE);
  }

  private static void writeCompute(JsonGenerator out, BatchSnapshot compute) throws IOException {
    write(out, "compute_input", compute.computeInput());
    write(out, "compute_infer", compute.computeInfer());
    write(out, "compute_output", compute.computeOutput());
  }

  private static void write(JsonGenerator out, String key, CountAndNanos value) throws IOException {
    out.writeObjectFieldStart(key);
    out.writeNumberField("count", value.count());
    out.writeNumberField("ns", value.nanos());
    out.writeEndObject();
  }
}
