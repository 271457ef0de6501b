package dev.soban.server.admin;

import dev.soban.core.admission.AdmissionLayer;
import dev.soban.core.admission.AdmissionSettings;
import dev.soban.core.breaker.BreakerLayer;
import dev.soban.core.breaker.BreakerSettings;
import dev.soban.core.fallback.ConstantAnswer;
import dev.soban.core.fallback.FallbackLayer;
import dev.soban.core.fallback.FallbackStep;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.OtherModels;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.ManualTicker;
import java.util.List;

/** Models with layers that have something to tell. */
final class Guarded {
  private Guarded() {}

  static Served model(Served plain) {
    ManualTicker ticker = new ManualTicker();
    List<LayerReport.Source> layers =
        List.of(
            new FallbackLayer(
                List.of(new FallbackStep.Constant(new ConstantAnswer(List.of()))),
                new FallbackLayer.Sources(
                    plain.id(),
                    plain.description().signature(),
                    new TensorPool(1 << 20, 0),
                    (request, maxAge) -> null,
                    OtherModels.NONE),
                ticker),
            new AdmissionLayer(AdmissionSettings.fixed(8), ticker),
            new BreakerLayer(BreakerSettings.DEFAULT, ticker, () -> 0));
    return new Served(
        plain.description(),
        plain.predictor(),
        plain.statistics(),
        plain.waitingRequests(),
        plain.closing(),
        plain.workload(),
        plain.cache(),
        () -> layers.stream().map(LayerReport.Source::report).toList(),
        plain.vitals());
  }
}
