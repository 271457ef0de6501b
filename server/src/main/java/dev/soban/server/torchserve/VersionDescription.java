package dev.soban.server.torchserve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * A version as TorchServe describes one: its instances are the workers, its queue is the job queue.
 * What is not known, as the memory of one instance, is left out.
 */
record VersionDescription(VersionStatus version) {
  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("modelName", version.name());
    out.writeStringField("modelVersion", version.version());
    out.writeStringField("modelUrl", version.name() + "/" + version.version());
    Optional<Served> served = version.served();
    if (served.isPresent()) {
      writeServed(out, served.get());
    } else {
      writeAbsent(out);
    }
    out.writeEndObject();
  }

  private void writeServed(JsonGenerator out, Served served) throws IOException {
    Served.Description model = served.description();
    Served.Batching batching = model.batching();
    out.writeStringField("engine", model.platform());
    out.writeNumberField("minWorkers", batching.instances());
    out.writeNumberField("maxWorkers", batching.instances());
    out.writeNumberField("batchSize", batching.merges() ? batching.settings().maxBatchSize() : 1);
    out.writeNumberField("maxBatchDelay", batching.settings().maxQueueDelay().toMillis());
    writeWorkers(out, served);
    out.writeObjectFieldStart("jobQueueStatus");
    out.writeNumberField("pendingRequests", served.waitingRequests().getAsInt());
    out.writeEndObject();
  }

  private void writeWorkers(JsonGenerator out, Served served) throws IOException {
    boolean gpu = !served.description().device().toLowerCase(Locale.ROOT).startsWith("cpu");
    out.writeArrayFieldStart("workers");
    for (int i = 0; i < served.description().batching().instances(); i++) {
      out.writeStartObject();
      out.writeStringField("id", Integer.toString(i));
      out.writeStringField("status", status(served));
      out.writeBooleanField("gpu", gpu);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private String status(Served served) {
    boolean well = served.vitals().health().trouble().isEmpty();
    return version.state() == VersionState.READY && well ? "READY" : "UNLOADING";
  }

  private void writeAbsent(JsonGenerator out) throws IOException {
    out.writeNumberField("minWorkers", 0);
    out.writeNumberField("maxWorkers", 0);
    out.writeArrayFieldStart("workers");
    out.writeEndArray();
    out.writeStringField("status", version.state().name());
    out.writeStringField("reason", version.reason());
  }
}
