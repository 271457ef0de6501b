package dev.soban.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.InferenceObserver.BatchRun;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.TensorPool;
import dev.soban.net.server.ServerSnapshot;
import dev.soban.server.ScriptedModel;
import dev.soban.server.predictionlog.FileTurnover;
import dev.soban.server.predictionlog.PredictionFiles;
import dev.soban.server.transport.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/operations.md names is what /metrics has, and the other way round. */
class MetricsDocumentTest {
  private static final Pattern DOCUMENTED = Pattern.compile("`(soban_[a-z_]+)`");
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (soban_[a-z_]+) ");

  @Test
  void the_document_names_every_metric_and_no_other() throws IOException {
    String document = Files.readString(root().resolve("docs/operations.md"));
    String section =
        document.substring(document.indexOf("## Metrics"), document.indexOf("## Logs"));

    assertThat(names(DOCUMENTED, section)).isEqualTo(names(FAMILY, scrape()));
  }

  private static String scrape() {
    ServerMetrics metrics = new ServerMetrics();
    ModelVersion model = new ModelVersion("iris", "1");
    Overloaded failure = new Overloaded("full", Duration.ofSeconds(1));
    metrics.inferenceObserver().completed(model, context(), failure, 3_000);
    metrics.inferenceObserver().ran(model, new BatchRun(1, 1, 1, 1));
    metrics.watch(
        ScriptedModel.loaded(
            Guarded.model(
                ScriptedModel.cached(
                    ScriptedModel.echo("iris", ScriptedModel.spec("x", DataType.FP32, -1, 4)),
                    ScriptedModel.countingCache()))));
    metrics.watch(
        new PredictionFiles(new FileTurnover(Path.of("none"), 1, 1, true), InstantSource.system()));
    metrics.watch(new Readiness());
    metrics.watchWorkers(List::of);
    metrics.watch(new TensorPool(1 << 20, 0));
    metrics.watch("http", () -> new ServerSnapshot(0, 0, 0, 0, 0, 0, 0, 0));
    metrics.watch("grpc", () -> new ServerSnapshot(0, 0, 0, 0, 0, 0, 0, 0));
    metrics.watchCertificate("http", () -> 0);
    return metrics.scrape();
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        // The largest value of each histogram, explained once for all.
        .filter(name -> !name.endsWith("_max"))
        .collect(Collectors.toCollection(TreeSet::new));
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

  private static Path root() {
    return Path.of(System.getProperty("soban.root", "..")).toAbsolutePath();
  }
}
