package dev.soban.server.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Failures of one model version for one reason; without model where the request named none. */
record FailureCounter(Counter counter) {
  static FailureCounter of(MeterRegistry registry, String model, String version, String reason) {
    return new FailureCounter(
        Counter.builder("soban.request.failures")
            .description("Requests that got no answer, by reason")
            .tag("model", model)
            .tag("version", version)
            .tag("reason", reason)
            .register(registry));
  }

  void increment() {
    counter.increment();
  }
}
