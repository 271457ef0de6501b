package dev.soban.server.admin;

import dev.soban.core.engine.WorkerBeat;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.observe.InferenceObserver;
import dev.soban.core.tensor.TensorPool;
import dev.soban.net.server.ServerSnapshot;
import dev.soban.server.predictionlog.PredictionFiles;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.TransportObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Everything that {@code /metrics} tells, in Prometheus' text form. Thread-safe. */
public final class ServerMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RequestDurations durations = new RequestDurations();
  private final InferenceMetrics inference = new InferenceMetrics(registry, durations);

  private final MultiGauge queues =
      MultiGauge.builder("soban.queue.requests")
          .description("Requests that wait for their model to run")
          .register(registry);
  private volatile LoadedModels models = new LoadedModels();

  public ServerMetrics() {
    ProcessMetrics.register(registry);
    registry.getPrometheusRegistry().register(durations);
    registry.getPrometheusRegistry().register(new WorkloadMetrics(() -> models));
    registry.getPrometheusRegistry().register(new CacheMetrics(() -> models));
    registry.getPrometheusRegistry().register(new LayerMetrics(() -> models.all()));
  }

  /** To be told by the serving stacks of all models. */
  public InferenceObserver inferenceObserver() {
    return inference;
  }

  /** To be told by the inference routes. */
  public TransportObserver transportObserver() {
    return inference;
  }

  public void watch(TensorPool memory) {
    gauge("soban.tensor.memory.bytes", "Tensor memory, held and idle", memory::allocatedBytes);
    gauge("soban.tensor.held.slabs", "Pieces of tensor memory in use", memory::heldSlabs);
  }

  public void watch(Readiness readiness) {
    gauge("soban.requests.in.flight", "Inference requests not answered yet", readiness::inFlight);
    gauge("soban.ready", "1 while the server takes work", () -> readiness.ready() ? 1 : 0);
  }

  /** Watches the compute threads. */
  public void watchWorkers(Supplier<List<WorkerBeat>> beats) {
    gauge("soban.compute.threads", "Compute threads", () -> beats.get().size());
    gauge(
        "soban.compute.threads.busy",
        "Compute threads in a turn",
        () -> beats.get().stream().filter(WorkerBeat::busy).count());
  }

  /** Watches the queue and the cache of every version that is loaded. */
  public void watch(LoadedModels loaded) {
    models = loaded;
  }

  /**
   * Watches a port's connections.
   *
   * @param protocol as in the metrics' names
   */
  public void watch(String protocol, Supplier<ServerSnapshot> port) {
    String prefix = "soban." + protocol + ".";
    gauge(prefix + "connections", "Open connections", () -> port.get().openConnections());
    counter(
        prefix + "connections.accepted",
        "Accepted connections",
        port,
        ServerSnapshot::acceptedConnections);
    counter(
        prefix + "connections.refused",
        "Connections over a limit",
        port,
        ServerSnapshot::refusedConnections);
    counter(prefix + "requests", "Requests of any kind", port, ServerSnapshot::requests);
    counter(
        prefix + "requests.rejected",
        "Requests refused unread",
        port,
        ServerSnapshot::rejectedRequests);
    counter(prefix + "received.bytes", "Bytes received", port, ServerSnapshot::receivedBytes);
    counter(prefix + "sent.bytes", "Bytes sent", port, ServerSnapshot::sentBytes);
  }

  /** Watches how long the certificate of a port that speaks TLS still counts. */
  public void watchCertificate(String port, LongSupplier secondsLeft) {
    Gauge.builder("soban.tls.certificate.expiry.seconds", () -> (double) secondsLeft.getAsLong())
        .description("Seconds until the certificate ends, negative after that")
        .tags("port", port)
        .strongReference(true)
        .register(registry);
  }

  public void watch(PredictionFiles log) {
    logCounter("soban.prediction.log.written", "Predictions in the log", log, "", log::written);
    String dropped = "soban.prediction.log.dropped";
    String help = "Predictions that the log lost";
    logCounter(dropped, help, log, "waiting", log::droppedWaiting);
    logCounter(dropped, help, log, "disk", log::droppedWriting);
  }

  private void logCounter(
      String name, String help, PredictionFiles log, String reason, LongSupplier reading) {
    FunctionCounter.builder(name, log, any -> (double) reading.getAsLong())
        .description(help)
        .tags(reason.isEmpty() ? Tags.empty() : Tags.of("reason", reason))
        .register(registry);
  }

  String scrape() {
    queues.register(
        models.all().stream()
            .flatMap(status -> status.served().stream())
            .<MultiGauge.Row<?>>map(ServerMetrics::queue)
            .toList(),
        true);
    return registry.scrape();
  }

  private static MultiGauge.Row<?> queue(Served served) {
    Tags tags = Tags.of("model", served.id().name(), "version", served.id().version());
    return MultiGauge.Row.of(tags, () -> served.waitingRequests().getAsInt());
  }

  private void gauge(String name, String description, Supplier<Number> reading) {
    Gauge.builder(name, reading).description(description).strongReference(true).register(registry);
  }

  private void counter(
      String name,
      String description,
      Supplier<ServerSnapshot> port,
      ToDoubleFunction<ServerSnapshot> reading) {
    FunctionCounter.builder(name, port, s -> reading.applyAsDouble(s.get()))
        .description(description)
        .register(registry);
  }
}
