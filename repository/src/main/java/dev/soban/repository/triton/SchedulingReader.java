package dev.soban.repository.triton;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.BatchingSettings.Invariance;
import dev.soban.core.model.BatchingSettings.Policy;
import dev.soban.core.model.PriorityLevels;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelDynamicBatching;
import dev.soban.protocol.inference.ModelQueuePolicy;
import dev.soban.protocol.inference.ModelQueuePolicy.TimeoutAction;
import dev.soban.repository.triton.TritonSettings.Scheduling;
import dev.soban.repository.yaml.Place;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how requests wait and share runs by a config.pbtxt. */
final class SchedulingReader {
  private static final BatchingSettings OTHERWISE = BatchingSettings.DEFAULT;

  /** Longer is for ever, and more than nanoseconds can count. */
  private static final Duration CENTURY = Duration.ofDays(36_500);

  private final ModelConfig config;
  private final ModelDynamicBatching dynamic;
  private final Places places;
  private final Places dynamicPlaces;
  private final Findings findings;

  SchedulingReader(ModelConfig config, Places places, Findings findings) {
    this.config = config;
    this.dynamic = config.getDynamicBatching();
    this.places = places;
    this.dynamicPlaces =
        places.below(ModelConfig.getDescriptor(), ModelConfig.DYNAMIC_BATCHING_FIELD_NUMBER, 0);
    this.findings = findings;
  }

  Scheduling scheduling() {
    if (dynamic.getPreserveOrdering() && dynamic.getPriorityLevels() > 1) {
      findings.wrong(
          place(ModelDynamicBatching.PRESERVE_ORDERING_FIELD_NUMBER),
          "preserve_ordering",
          "true",
          "false, as there are several priority_levels");
    }
    return new Scheduling(batching(), maxQueueRequests(), levels());
  }

  private BatchingSettings batching() {
    int max = Math.max(0, config.getMaxBatchSize());
    return new BatchingSettings(
        max == 0 ? OTHERWISE.maxBatchSize() : max,
        duration(dynamic.getMaxQueueDelayMicroseconds()),
        dynamic.getPreserveOrdering() ? Policy.FIFO : OTHERWISE.policy(),
        max == 0 && saysHowRowsLie() ? Invariance.FALSE : OTHERWISE.invariance());
  }

  /** Of a file that says nothing of inputs and outputs the model's own word counts. */
  private boolean saysHowRowsLie() {
    return config.getInputCount() > 0
        || config.getOutputCount() > 0
        || places.written(ModelConfig.getDescriptor(), ModelConfig.MAX_BATCH_SIZE_FIELD_NUMBER);
  }

  private int maxQueueRequests() {
    int size = dynamic.getDefaultQueuePolicy().getMaxQueueSize();
    Place place = place(ModelDynamicBatching.DEFAULT_QUEUE_POLICY_FIELD_NUMBER);
    return findings.within(
        place, "max_queue_size", Integer.toUnsignedLong(size), 0, Integer.MAX_VALUE);
  }

  private @Nullable PriorityLevels levels() {
    int count =
        findings.within(
            place(ModelDynamicBatching.PRIORITY_LEVELS_FIELD_NUMBER),
            "priority_levels",
            Findings.unsigned(dynamic.getPriorityLevels()),
            0,
            Integer.MAX_VALUE);
    Duration timeout = timeout("default_queue_policy", dynamic.getDefaultQueuePolicy());
    Map<Integer, Duration> timeouts = timeouts(count);
    return count == 0 && timeout.isZero()
        ? null
        : new PriorityLevels(count, usualLevel(count), timeout, timeouts);
  }

  private int usualLevel(int count) {
    long written = Findings.unsigned(dynamic.getDefaultPriorityLevel());
    if (count > 0) {
      return findings.within(
          place(ModelDynamicBatching.DEFAULT_PRIORITY_LEVEL_FIELD_NUMBER),
          "default_priority_level",
          written,
          1,
          count);
    }
    return 0;
  }

  private Map<Integer, Duration> timeouts(int count) {
    Map<Integer, Duration> timeouts = new HashMap<>();
    dynamic
        .getPriorityQueuePolicyMap()
        .forEach(
            (key, policy) -> {
              long level = Findings.unsigned(key);
              if (level < 1 || level > count) {
                findings.wrong(
                    place(ModelDynamicBatching.PRIORITY_QUEUE_POLICY_FIELD_NUMBER),
                    "priority_queue_policy",
                    level,
                    count == 0 ? "none without priority_levels" : "a level from 1 to " + count);
                return;
              }
              timeouts.put((int) level, timeout("priority_queue_policy", policy));
              if (policy.getMaxQueueSize() != 0) {
                findings.ignored(
                    "priority_queue_policy.max_queue_size (all levels share the one of"
                        + " default_queue_policy)");
              }
            });
    return timeouts;
  }

  /** Zero for none: a request whose turn comes late keeps it. */
  private Duration timeout(String field, ModelQueuePolicy policy) {
    if (policy.getTimeoutAction() != TimeoutAction.DELAY) {
      return duration(policy.getDefaultTimeoutMicroseconds());
    }
    if (policy.getDefaultTimeoutMicroseconds() != 0) {
      findings.ignored(field + ".default_timeout_microseconds with DELAY (nothing is refused)");
    }
    return Duration.ZERO;
  }

  private static Duration duration(long microseconds) {
    Duration duration = Duration.of(Findings.unsigned(microseconds), ChronoUnit.MICROS);
    return duration.compareTo(CENTURY) > 0 ? CENTURY : duration;
  }

  private Place place(int field) {
    return dynamicPlaces.place(ModelDynamicBatching.getDescriptor(), field);
  }
}
