package dev.soban.core.schedule;

import dev.soban.core.schedule.terms.Rules;

/**
 * What the present load means for the instances there are, and what one more would gain. Predicted
 * from how fast rows come and what a full batch takes.
 *
 * @param utilization of the instances; above 1 the queue grows
 * @param waitNanos expected in the queue; {@link Long#MAX_VALUE} when it grows
 * @param waitWithOneMoreNanos the same with one more instance
 */
public record Outlook(double utilization, long waitNanos, long waitWithOneMoreNanos) {

  static Outlook of(double rowsPerNano, Rules rules, ServiceTimes times) {
    double batchNanos = times.estimateNanos(rules.batch());
    double busy = rowsPerNano * batchNanos / rules.batch();
    return new Outlook(
        busy / rules.instances(),
        waitNanos(busy, rules.instances(), batchNanos),
        waitNanos(busy, rules.instances() + 1, batchNanos));
  }

  /**
   * Sakasegawa's approximation of the wait for one of several equal servers, with service times
   * that hardly vary.
   */
  private static long waitNanos(double busy, int instances, double batchNanos) {
    double utilization = busy / instances;
    if (utilization >= 1) {
      return Long.MAX_VALUE;
    }
    double crowding = Math.pow(utilization, Math.sqrt(2.0 * (instances + 1)) - 1);
    return (long) (batchNanos / 2 * crowding / (instances * (1 - utilization)));
  }
}
