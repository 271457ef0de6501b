package dev.soban.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.InferenceObserver.BatchRun;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.net.server.ServerSnapshot;
import dev.soban.server.ScriptedControl;
import dev.soban.server.ScriptedModel;
import dev.soban.server.access.Access;
import dev.soban.server.control.Changes;
import dev.soban.server.prewarm.Prewarming;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminHttpTest {
  private static final ModelVersion MODEL = new ModelVersion("iris", "1");

  private final Readiness readiness = new Readiness();
  private final ServerMetrics metrics = new ServerMetrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private LoadedModels models;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    models =
        ScriptedModel.loaded(
            ScriptedModel.cached(
                ScriptedModel.echo("iris", ScriptedModel.spec("x", DataType.FP32, -1, 4)),
                ScriptedModel.countingCache()));
    models.aliases("iris", Map.of("champion", "1"));
    models.put(
        new VersionStatus("iris", "2", VersionState.FAILED, "cut \"off\"", Optional.empty()));
    metrics.watch(models);
    server =
        HttpServer.start(
            HttpServerConfig.on("127.0.0.1", 0).withEventLoops(1),
            new AdminHttp(
                new AdminSurroundings(
                    models,
                    readiness,
                    metrics,
                    new RequestIds(new SplittableRandom(1)),
                    Ticker.system(),
                    Access.ofThisMachine(),
                    new Changes(new ScriptedControl(), Runnable::run),
                    new Prewarming(new TensorPool(1 << 20, 0), Ticker.system()))));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void what_waits_in_the_queue_of_each_loaded_version_is_measured() throws Exception {
    assertThat(get("/metrics").body())
        .contains("soban_queue_requests{model=\"iris\",version=\"1\"} 3.0")
        .doesNotContain("soban_queue_requests{model=\"iris\",version=\"2\"}");
  }

  @Test
  void what_caches_hold_and_did_is_measured() throws Exception {
    String labels = "{model=\"iris\",version=\"1\"} ";
    assertThat(get("/metrics").body())
        .contains("soban_cache_hits_total" + labels + "1.0")
        .contains("soban_cache_misses_total" + labels + "2.0")
        .contains("soban_cache_joined_total" + labels + "3.0")
        .contains("soban_cache_evictions_total{model=\"iris\",reason=\"size\",version=\"1\"} 6.0")
        .contains("soban_cache_evictions_total{model=\"iris\",reason=\"age\",version=\"1\"} 7.0")
        .contains("soban_cache_evictions_total{model=\"iris\",reason=\"memory\",version=\"1\"} 8.0")
        .contains("soban_cache_entries" + labels + "9.0")
        .contains("soban_cache_bytes" + labels + "100.0");
  }

  @Test
  void hung_runs_are_counted_for_a_version_whose_engine_has_been_replaced() throws Exception {
    metrics.inferenceObserver().hung(MODEL, 10);
    metrics.inferenceObserver().hung(MODEL, 1);

    assertThat(get("/metrics").body())
        .contains("soban_hung_runs_total{model=\"iris\",version=\"1\"} 2.0");
  }

  @Test
  void an_answer_that_no_engine_ran_for_leaves_the_phases_of_running_alone() throws Exception {
    metrics.inferenceObserver().completed(MODEL, context(), null, 3_000);

    assertThat(get("/metrics").body())
        .contains(
            "soban_request_duration_seconds_count{model=\"iris\",phase=\"compute\",version=\"1\"} 0")
        .contains(
            "soban_request_duration_seconds_count{model=\"iris\",phase=\"decode\",version=\"1\"} 1");
  }

  @Test
  void layers_tell_of_themselves_in_metrics_and_stack() throws Exception {
    models.put(
        new VersionStatus(
            "iris",
            "1",
            VersionState.READY,
            "",
            Optional.of(
                Guarded.model(
                    ScriptedModel.echo("iris", ScriptedModel.spec("x", DataType.FP32, -1, 4))))));

    assertThat(get("/metrics").body())
        .contains("# TYPE soban_admission_limit gauge")
        .contains("soban_admission_limit{model=\"iris\",version=\"1\"} 8.0")
        .contains("# TYPE soban_breaker_opened_total counter")
        .contains("soban_breaker_state{model=\"iris\",version=\"1\"} 0.0")
        .contains(
            "soban_degraded_answers_total{kind=\"constant\",model=\"iris\",version=\"1\"} 0.0");
    assertThat(get("/admin/stack/iris").body())
        .contains(
            "{\"layer\":\"fallback\",\"state\":\"ready\",\"readings\":"
                + "{\"degraded_answers constant\":0.0}}")
        .contains("\"layer\":\"breaker\",\"state\":\"closed\"");
  }

  @Test
  void health_follows_the_server_through_its_life() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);

    readiness.becomeReady();
    assertThat(get("/health/ready").body()).isEqualTo("{\"ready\":true}");

    readiness.leave();
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void every_answer_carries_id_and_trace() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (String path : List.of("/metrics", "/nothing")) {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(at(path))
                  .header("X-Request-Id", "abc")
                  .header("traceparent", trace)
                  .build());

      assertThat(answer.headers().firstValue("x-request-id")).hasValue("abc");
      assertThat(answer.headers().firstValue("traceparent")).hasValue(trace);
    }
  }

  @Test
  void models_are_listed_with_state_reason_and_description() throws Exception {
    assertThat(get("/admin/models").body())
        .isEqualTo(
            "{\"models\":[{\"name\":\"iris\",\"version\":\"1\",\"state\":\"ready\",\"reason\":\"\","
                + "\"aliases\":[\"champion\"],\"description\":\"\",\"platform\":\"onnxruntime_onnx\",\"device\":\"cpu\","
                + "\"inputs\":[\"x: FP32[-1,4]\"],\"outputs\":[\"x: FP32[-1,4]\"],\"batched\":true,"
                + "\"max_batch_size\":10,\"instances\":2,\"notes\":[]},"
                + "{\"name\":\"iris\",\"version\":\"2\",\"state\":\"failed\","
                + "\"reason\":\"cut \\\"off\\\"\",\"aliases\":[]}]}");
  }

  @Test
  void the_stack_of_a_model_is_told_in_order() throws Exception {
    assertThat(get("/admin/stack/iris").body())
        .isEqualTo(
            "{\"model\":\"iris\",\"version\":\"1\","
                + "\"stack\":[\"observe\",\"deadline\",\"validate\",\"batcher\"]}");
    assertThat(get("/admin/stack/iris/champion").body()).contains("\"version\":\"1\"");
    assertThat(get("/admin/stack/nobody").statusCode()).isEqualTo(404);
    assertThat(get("/admin/stack/iris/2").statusCode()).isEqualTo(503);
  }

  @Test
  void nothing_else_is_there_and_what_is_told_is_only_read() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/v2/models").statusCode()).isEqualTo(404);
    assertThat(
            send(HttpRequest.newBuilder(at("/admin/models"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build())
                .headers()
                .firstValue("allow"))
        .hasValue("GET, HEAD");
  }

  @Test
  void what_happened_to_requests_is_counted_by_model_version_phase_and_reason() throws Exception {
    RequestContext context = context();
    context.timings().add(Phase.COMPUTE, 2_000_000);
    context.timings().ran(5);
    metrics.inferenceObserver().completed(MODEL, context, null, 3_000_000);
    metrics
        .inferenceObserver()
        .completed(MODEL, context(), new Overloaded("full", Duration.ofSeconds(1)), 4_000);
    metrics.inferenceObserver().ran(MODEL, new BatchRun(5, 1, 1, 1));
    metrics.transportObserver().encoded(MODEL, 20_000);
    metrics.transportObserver().refused(null, "not_found");

    String text = get("/metrics").body();

    String labels = "model=\"iris\",";
    assertThat(text)
        .contains("soban_requests_total{" + labels + "version=\"1\"} 2.0")
        .contains(
            "soban_request_failures_total{" + labels + "reason=\"overloaded\",version=\"1\"} 1.0")
        .contains("soban_request_failures_total{model=\"\",reason=\"not_found\",version=\"\"} 1.0")
        .contains(
            "soban_request_duration_seconds_sum{"
                + labels
                + "phase=\"compute\",version=\"1\"} 0.002")
        .contains(
            "soban_request_duration_seconds_bucket{"
                + labels
                + "phase=\"total\",version=\"1\",le=\"0.005\"} 2")
        .contains("soban_request_duration_seconds_count{" + labels + "phase=\"encode\"")
        .contains("soban_batch_rows_bucket{" + labels + "version=\"1\",le=\"8.0\"} 1");
  }

  @Test
  void the_process_and_its_surroundings_are_told() throws Exception {
    metrics.watch(new TensorPool(1 << 20, 0));
    metrics.watch(readiness);
    metrics.watch("http", () -> new ServerSnapshot(1, 2, 3, 4, 5, 6, 7, 8));

    String text = get("/metrics").body();

    assertThat(names(text))
        .contains(
            "soban_process_cpu_seconds_total",
            "soban_process_resident_memory_bytes",
            "soban_process_heap_used_bytes",
            "soban_process_heap_committed_bytes",
            "soban_process_heap_max_bytes",
            "soban_process_direct_memory_bytes",
            "soban_process_gc_collections_total",
            "soban_process_gc_seconds_total",
            "soban_process_threads",
            "soban_process_open_file_handles",
            "soban_process_max_file_handles",
            "soban_process_uptime_seconds",
            "soban_tensor_memory_bytes",
            "soban_tensor_held_slabs",
            "soban_requests_in_flight",
            "soban_ready",
            "soban_http_connections",
            "soban_http_connections_accepted_total",
            "soban_http_connections_refused_total",
            "soban_http_requests_total",
            "soban_http_requests_rejected_total",
            "soban_http_received_bytes_total",
            "soban_http_sent_bytes_total");
    assertThat(text).contains("soban_http_connections 1.0").doesNotContain("NaN");
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split("\n"))
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]")[0])
        .distinct()
        .toList();
  }

  private static RequestContext context() {
    return new RequestContext(
        "1",
        RequestContext.Caller.ANONYMOUS,
        Deadline.after(0, Duration.ofSeconds(1)),
        new Cancellation(),
        Runnable::run,
        new Timings(0));
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at(path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
