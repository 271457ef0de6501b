package dev.soban.repository;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.TurnSettings;
import dev.soban.core.model.TurnSettings.Level;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code batching} of model.yaml. */
final class BatchingReader {
  private final YamlObject batching;
  private final BatchingSettings otherwise;

  BatchingReader(YamlObject batching, BatchingSettings otherwise) {
    this.batching = batching;
    this.otherwise = otherwise;
  }

  BatchingSettings read() {
    BatchingSettings settings =
        new BatchingSettings(
            batching.value("max_batch_size", atLeastOne(), otherwise.maxBatchSize()),
            duration("max_queue_delay", otherwise.maxQueueDelay()),
            batching.value("policy", policy(), otherwise.policy()),
            batching.value(
                "batch_invariant",
                ScalarType.oneOf(BatchingSettings.Invariance.class),
                otherwise.invariance()),
            turns());
    refuseWithoutEffect(settings);
    batching.done();
    return settings;
  }

  private TurnSettings turns() {
    TurnSettings before = otherwise.turns();
    return new TurnSettings(
        duration("tick", before.tick()),
        batching.value(
            "tick_from", ScalarType.oneOf(TurnSettings.TickFrom.class), before.tickFrom()),
        batching.value("split", ScalarType.oneOf(TurnSettings.Split.class), before.split()),
        batching.value("merge", ScalarType.flag(), before.merge()),
        batching.value("quantum", atLeastOne(), before.quantum()),
        duration("boost_after", before.boostAfter()),
        levels(),
        batching
            .value("queue_target", ScalarType.duration(Duration.ZERO))
            .orElse(before.queueTarget()));
  }

  private List<Level> levels() {
    List<Level> levels = new ArrayList<>();
    for (YamlObject level : batching.objects("levels")) {
      int quantum = level.required("quantum", atLeastOne()).orElse(1);
      int workers = level.value("workers", ScalarType.wholeNumber(0, 1024), 0);
      level.done();
      levels.add(new Level(quantum, workers));
    }
    return levels;
  }

  private void refuseWithoutEffect(BatchingSettings settings) {
    Policy policy = settings.policy();
    if (policy != Policy.MLFQ) {
      batching.wrong("levels", "only with policy: mlfq");
    }
    if (policy == Policy.FIFO) {
      batching.wrong("quantum", "not with policy: fifo");
    }
    if (policy == Policy.FIFO || policy == Policy.ROUND_ROBIN) {
      batching.wrong("boost_after", "only with policy: adaptive or mlfq");
    }
    if (settings.turns().tick().isZero()) {
      batching.wrong("tick_from", "only with a tick");
    }
  }

  private Duration duration(String key, Duration otherwise) {
    return batching.value(key, ScalarType.duration(Duration.ZERO), otherwise);
  }

  private static ScalarType<Integer> atLeastOne() {
    return ScalarType.wholeNumber(1, Integer.MAX_VALUE);
  }

  private static ScalarType<Policy> policy() {
    return ScalarType.text()
        .parsed(
            "one of adaptive, fifo, round-robin, mlfq",
            text ->
                switch (text) {
                  case "adaptive" -> Optional.of(Policy.ADAPTIVE);
                  case "fifo" -> Optional.of(Policy.FIFO);
                  case "round-robin" -> Optional.of(Policy.ROUND_ROBIN);
                  case "mlfq" -> Optional.of(Policy.MLFQ);
                  default -> Optional.empty();
                });
  }
}
