package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.Kind;
import dev.soban.benchmarks.generator.OpenLoop;
import dev.soban.benchmarks.generator.Recording;
import dev.soban.benchmarks.generator.Schedule;
import dev.soban.benchmarks.generator.Tally;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Three times as many requests as the server can answer, for a minute, between two times of normal
 * load: it must answer as many as it ever could, refuse the others quickly, and be itself again.
 */
final class Overload implements Scenario {
  private static final Duration WARMUP = Duration.ofSeconds(15);
  private static final Duration CAPACITY = Duration.ofSeconds(10);
  private static final Duration NORMAL = Duration.ofSeconds(30);
  private static final Duration FLOOD = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(5);
  private static final Duration STRETCH = Duration.ofSeconds(10);
  private static final double NORMAL_LOAD = 0.5;
  private static final List<Double> BELOW_CAPACITY = List.of(0.8, 0.9, 0.95);
  private static final double FLOOD_LOAD = 3;
  private static final int MAX_CONNECTIONS = 8_000;

  private static final double GOODPUT_FLOOR = 0.9;
  private static final double REFUSAL_CEILING_MILLIS = 50;
  private static final double RECOVERY_CEILING = 1.2;

  private final String name;
  private final SteadyWork.Form form;
  private final Clients clients;

  Overload(String name, SteadyWork.Form form, Clients clients) {
    this.name = name;
    this.form = form;
    this.clients = clients;
  }

  /** What the clients say about how long they wait. */
  enum Clients {
    WITH_TIMEOUTS("clients that wait for 1 s and say so", Duration.ofMillis(1_500), "1s"),
    PATIENT("clients that name no limit", Duration.ofSeconds(70), "");

    private final String described;
    private final Duration patience;
    private final String timeout;

    Clients(String described, Duration patience, String timeout) {
      this.described = described;
      this.patience = patience;
      this.timeout = timeout;
    }

    private Kind kind(SteadyWork load) {
      return timeout.isEmpty()
          ? load.kind("all")
          : load.kind("all", "X-Request-Timeout: " + timeout);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String describes() {
    return "goodput, refusals and recovery at 3x the capacity, " + form + ", " + clients.described;
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    SteadyWork load = SteadyWork.of(form, workbench);
    try (Soban soban = workbench.startSoban(load.models(), "")) {
      Workbench.awaitAnswer(soban.address(), load.request());
      double capacity = load.capacity(soban, WARMUP, CAPACITY);
      double peak = peak(workbench, soban, load, capacity);
      workbench.say(
          String.format(Locale.ROOT, "capacity %.1f/s, best 10 s below it %.1f/s", capacity, peak));
      Phases phases = new Phases(workbench);
      Recording recording = loop(soban).run(phases.schedule(clients.kind(load), capacity));
      return verdict(phases, recording, peak);
    }
  }

  private OpenLoop loop(Soban soban) {
    return new OpenLoop(soban.address(), MAX_CONNECTIONS, clients.patience);
  }

  /** The most that was answered in a stretch when a little less than the capacity was offered. */
  private double peak(Workbench workbench, Soban soban, SteadyWork load, double capacity)
      throws IOException {
    double peak = 0;
    Duration stretch = workbench.lasting(STRETCH);
    for (double share : BELOW_CAPACITY) {
      Recording recording =
          loop(soban)
              .run(
                  Schedule.poisson(
                      List.of(clients.kind(load)),
                      capacity * share,
                      stretch,
                      (long) (share * 100)));
      peak = Math.max(peak, recording.answeredPerSecond(Duration.ZERO, stretch));
    }
    return peak;
  }

  /** When normal load turns into a flood and back. */
  private static final class Phases {
    private final Duration normal;
    private final Duration flood;
    private final Duration recovery;

    Phases(Workbench workbench) {
      normal = workbench.lasting(NORMAL);
      flood = workbench.lasting(FLOOD);
      recovery = workbench.lasting(RECOVERY);
    }

    Schedule schedule(Kind kind, double capacity) {
      List<Kind> kinds = List.of(kind);
      return Schedule.poisson(kinds, capacity * NORMAL_LOAD, normal, 1)
          .then(Schedule.poisson(kinds, capacity * FLOOD_LOAD, flood, 2))
          .then(Schedule.poisson(kinds, capacity * NORMAL_LOAD, recovery, 3))
          .then(Schedule.poisson(kinds, capacity * NORMAL_LOAD, normal, 1));
    }

    Tally before(Recording recording) {
      return recording.between(Duration.ZERO, normal);
    }

    Tally during(Recording recording) {
      return recording.between(normal, normal.plus(flood));
    }

    Tally after(Recording recording) {
      Duration from = normal.plus(flood).plus(recovery);
      return recording.between(from, from.plus(normal));
    }

    double goodput(Recording recording) {
      return recording.answeredPerSecond(normal, normal.plus(flood));
    }

    double worstStretch(Recording recording) {
      double worst = Double.MAX_VALUE;
      Duration stretch = flood.dividedBy(FLOOD.dividedBy(STRETCH));
      for (int i = 0; i < FLOOD.dividedBy(STRETCH); i++) {
        Duration from = normal.plus(stretch.multipliedBy(i));
        worst = Math.min(worst, recording.answeredPerSecond(from, from.plus(stretch)));
      }
      return worst;
    }
  }

  private static Verdict verdict(Phases phases, Recording recording, double peak) {
    Tally before = phases.before(recording);
    Tally during = phases.during(recording);
    Tally after = phases.after(recording);
    return new Verdict(
        List.of(
            Verdict.Figure.atLeast(
                "goodput / peak", phases.goodput(recording) / peak, "", GOODPUT_FLOOR),
            Verdict.Figure.atMost(
                "refusals p99", during.refusedMillis(99), " ms", REFUSAL_CEILING_MILLIS),
            Verdict.Figure.atMost(
                "p99 5 s later / before",
                after.answeredMillis(99) / before.answeredMillis(99),
                "",
                RECOVERY_CEILING),
            Verdict.Figure.atMost(
                "not answered at normal load",
                (double) (before.unanswered() + after.unanswered()),
                "",
                0)),
        List.of(
            "before: " + before,
            "during: " + during,
            "after:  " + after,
            String.format(
                Locale.ROOT,
                "worst 10 s of the flood %.3f of the peak; generator: %.1f %% of a core, late by %.1f"
                    + " ms at p99",
                phases.worstStretch(recording) / peak,
                recording.cpuShare() * 100,
                recording.slip().getValueAtPercentile(99) / 1e6)));
  }
}
