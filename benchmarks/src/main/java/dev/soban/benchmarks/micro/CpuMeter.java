package dev.soban.benchmarks.micro;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAdder;

/**
 * Processor time of the whole process for each thing done, which on a shared machine says more than
 * elapsed time. Prints one line per iteration.
 */
final class CpuMeter {
  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final String unit;
  private final LongAdder done = new LongAdder();
  private long begunNanos;

  /**
   * @param unit what is counted
   */
  CpuMeter(String unit) {
    this.unit = unit;
  }

  void begin() {
    done.reset();
    begunNanos = process.getProcessCpuTime();
  }

  void add(int count) {
    done.add(count);
  }

  void end() {
    long spentNanos = process.getProcessCpuTime() - begunNanos;
    System.out.printf("[%.0f ns of processor time per %s] ", spentNanos / done.doubleValue(), unit);
  }
}
