package dev.soban.benchmarks.scenario;

import static dev.soban.benchmarks.scenario.Overload.Clients.PATIENT;
import static dev.soban.benchmarks.scenario.Overload.Clients.WITH_TIMEOUTS;
import static dev.soban.benchmarks.scenario.SteadyWork.Form.PICTURES;
import static dev.soban.benchmarks.scenario.SteadyWork.Form.TENSORS;

import dev.soban.benchmarks.request.BenchModel;
import dev.soban.benchmarks.request.IrisRequests;
import java.util.List;

/** Every scenario there is, in the order {@code ./bench} runs them. */
public final class Scenarios {
  private Scenarios() {}

  public static List<Scenario> all() {
    return List.of(
        new PicturesOverHttp(BenchModel.MOBILENET),
        new PicturesOverHttp(BenchModel.RFB_320),
        new IrisThroughput("iris-json", IrisRequests.json(), 0.5),
        new IrisThroughput("iris-binary", IrisRequests.binary(), 0.5),
        new IrisLatency(),
        new Protocols(),
        new StartUp(),
        new MemoryLimit(),
        new SchedulingOverHttp(),
        new Overload("overload", TENSORS, WITH_TIMEOUTS),
        new Overload("overload-patient", TENSORS, PATIENT),
        new Overload("overload-pictures", PICTURES, WITH_TIMEOUTS),
        new OverloadForLong(),
        new HangUps(),
        new Swaps(),
        new Hangs());
  }
}
