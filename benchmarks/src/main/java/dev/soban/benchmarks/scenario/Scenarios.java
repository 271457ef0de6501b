package dev.soban.benchmarks.scenario;

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
        new StartUp(),
        new MemoryLimit(),
        new SchedulingOverHttp(),
        new Overload("overload", Overload.Clients.WITH_TIMEOUTS),
        new Overload("overload-patient", Overload.Clients.PATIENT),
        new OverloadForLong(),
        new HangUps(),
        new Swaps(),
        new Hangs());
  }
}
