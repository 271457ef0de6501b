package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.generator.Kind;
import dev.soban.benchmarks.generator.OpenLoop;
import dev.soban.benchmarks.generator.Recording;
import dev.soban.benchmarks.generator.Schedule;
import dev.soban.benchmarks.generator.Tally;
import dev.soban.benchmarks.workbench.Soban;
import dev.soban.benchmarks.workbench.Workbench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two users who together ask for twice the capacity, for half an hour: nothing may grow. */
final class OverloadForLong implements Scenario {
  private static final Duration WARMUP = Duration.ofSeconds(15);
  private static final Duration CAPACITY = Duration.ofSeconds(10);
  private static final Duration FLOOD = Duration.ofMinutes(30);
  private static final int LOOKS = 30;
  private static final double LOAD = 2;
  private static final int MAX_CONNECTIONS = 8_000;
  private static final Duration PATIENCE = Duration.ofMillis(1_500);
  private static final double CEILING = 1.05;
  private static final String TENANTS = "tenants:\n  trust_header: true\n";
  private static final List<String> USERS = List.of("first", "second");

  @Override
  public String name() {
    return "overload-long";
  }

  @Override
  public String describes() {
    return "growth of memory, threads and handles in 30 minutes of two users at 2x the capacity";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public Verdict run(Workbench workbench) throws Exception {
    SteadyWork load = SteadyWork.of(SteadyWork.Form.TENSORS, workbench);
    try (Soban soban = workbench.startSoban(load.models(), TENANTS);
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Workbench.awaitAnswer(soban.address(), load.request());
      double capacity = load.capacity(soban, WARMUP, CAPACITY);
      Duration flood = workbench.lasting(FLOOD);
      Schedule schedule = Schedule.poisson(kinds(load), LOAD * capacity, flood, 1);
      OpenLoop loop = new OpenLoop(soban.address(), MAX_CONNECTIONS, PATIENCE);
      MemoryWatch watch = new MemoryWatch(soban);
      Future<Recording> running = thread.submit(() -> loop.run(schedule));
      for (int i = 0; i < LOOKS; i++) {
        Thread.sleep(flood.dividedBy(LOOKS));
        workbench.say(watch.look().toString());
      }
      return verdict(soban, watch, running.get());
    }
  }

  private static List<Kind> kinds(SteadyWork load) {
    return USERS.stream()
        .map(user -> load.kind(user, "X-Soban-Tenant: " + user, "X-Request-Timeout: 1s"))
        .toList();
  }

  private static Verdict verdict(Soban soban, MemoryWatch watch, Recording recording) {
    List<Verdict.Figure> figures = new ArrayList<>(watch.growth(CEILING));
    figures.add(
        Verdict.Figure.atLeast("alive", soban.running().process().isAlive() ? 1 : 0, "", 1));
    List<String> details = new ArrayList<>();
    Duration end = Duration.ofDays(1);
    for (String user : USERS) {
      Tally tally = recording.between(Duration.ZERO, end, user);
      details.add(user + " user: " + tally);
    }
    details.add(
        String.format(
            Locale.ROOT,
            "generator: %.1f %% of a core, late by %.1f ms at p99",
            recording.cpuShare() * 100,
            recording.slip().getValueAtPercentile(99) / 1e6));
    return new Verdict(figures, details);
  }
}
