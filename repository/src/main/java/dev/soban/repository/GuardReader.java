package dev.soban.repository;

import dev.soban.core.admission.AdmissionSettings;
import dev.soban.core.breaker.BreakerSettings;
import dev.soban.core.observe.PredictionLogging;
import dev.soban.core.stack.GuardSettings;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.time.Duration;
import java.util.Optional;

/** Reads the sections of model.yaml that put further layers around a model. */
final class GuardReader {
  private static final int MAX_CALLS = 1_000_000;
  private static final ScalarType<Double> RATE =
      ScalarType.number()
          .parsed("a number above 0, at most 1", n -> Optional.of(n).filter(r -> r > 0 && r <= 1));
  private static final ScalarType<Double> RESERVE =
      ScalarType.number()
          .parsed("a number from 0 to 0.5", n -> Optional.of(n).filter(r -> r >= 0 && r <= 0.5));
  private static final ScalarType<Integer> CONCURRENCY = ScalarType.wholeNumber(1, 1_000_000);
  private static final ScalarType<BreakerSettings.Window> WINDOW =
      new ScalarType<>(
          "a number of calls such as 100, or a duration such as 30s, at least 10ms",
          scalar ->
              ScalarType.wholeNumber(1, MAX_CALLS)
                  .reading()
                  .apply(scalar)
                  .<BreakerSettings.Window>map(BreakerSettings.Window.Calls::new)
                  .or(
                      () ->
                          ScalarType.duration(Duration.ofMillis(10))
                              .reading()
                              .apply(scalar)
                              .map(BreakerSettings.Window.Time::new)));

  private final YamlObject yaml;
  private final ModelFiles files;

  GuardReader(YamlObject yaml, ModelFiles files) {
    this.yaml = yaml;
    this.files = files;
  }

  GuardSettings read() {
    return new GuardSettings(
        yaml.optionalObject("admission").map(GuardReader::admission).orElse(null),
        yaml.optionalObject("breaker").map(GuardReader::breaker).orElse(null),
        yaml.value("step_timeout", ScalarType.duration(Duration.ofMillis(1))).orElse(null),
        new FallbackReader(yaml, files).read(),
        yaml.optionalObject("prediction_log").map(GuardReader::predictionLog).orElse(null));
  }

  /** Asks for every key, whether it is there or not. */
  void readAll() {
    read();
    admission(yaml.object("admission"));
    breaker(yaml.object("breaker"));
    predictionLog(yaml.object("prediction_log"));
  }

  private static AdmissionSettings admission(YamlObject admission) {
    Optional<Integer> fixed = admission.value("max_concurrency", CONCURRENCY);
    YamlObject adaptive = admission.object("adaptive");
    int min = adaptive.value("min", CONCURRENCY, 5);
    int max = adaptive.value("max", CONCURRENCY, Math.max(min, 200));
    double reserve = admission.value("reserve", RESERVE, AdmissionSettings.RESERVE);
    if (max < min) {
      adaptive.wrong("max", "at least min: " + min);
    }
    if (admission.has("max_concurrency") == admission.has("adaptive")) {
      admission
          .problems()
          .add(admission.place(), "admission: (expected: either max_concurrency or adaptive)");
    }
    adaptive.done();
    admission.done();
    return fixed
        .map(limit -> new AdmissionSettings(limit, limit, reserve))
        .orElseGet(() -> new AdmissionSettings(min, Math.max(min, max), reserve));
  }

  private static BreakerSettings breaker(YamlObject breaker) {
    BreakerSettings otherwise = BreakerSettings.DEFAULT;
    BreakerSettings.Window window = breaker.value("window", WINDOW, otherwise.window());
    int calls = window instanceof BreakerSettings.Window.Calls(int count) ? count : MAX_CALLS;
    int minCalls =
        breaker.value(
            "min_calls",
            ScalarType.wholeNumber(1, MAX_CALLS),
            Math.min(calls, otherwise.minCalls()));
    if (minCalls > calls) {
      breaker.wrong("min_calls", "at most window: " + calls);
    }
    BreakerSettings read =
        new BreakerSettings(
            breaker.value("failure_rate", RATE, otherwise.failureRate()),
            breaker.value("slow_call", ScalarType.duration(Duration.ofMillis(1))).orElse(null),
            breaker.value("slow_rate", RATE, otherwise.slowRate()),
            window,
            Math.min(minCalls, calls),
            breaker.value(
                "open_for", ScalarType.duration(Duration.ofMillis(1)), otherwise.openFor()),
            breaker.value("trials", ScalarType.wholeNumber(1, 1_000), otherwise.trials()));
    breaker.done();
    return read;
  }

  private static PredictionLogging predictionLog(YamlObject log) {
    PredictionLogging otherwise = PredictionLogging.DEFAULT;
    PredictionLogging read =
        new PredictionLogging(
            log.value("sample", RATE, otherwise.sample()),
            log.value("inputs", ScalarType.flag(), otherwise.inputs()),
            log.value(
                "outputs", ScalarType.oneOf(PredictionLogging.Outputs.class), otherwise.outputs()),
            log.value("max_tensor_size", ScalarType.size(1, 1 << 20), otherwise.maxTensorBytes()));
    log.done();
    return read;
  }
}
