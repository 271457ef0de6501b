package dev.soban.cli.serve;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** The bound on the JVM's memory outside the heap, which tensors and the network share. */
final class DirectMemory {
  private DirectMemory() {}

  static long limitBytes() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long limit = Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
    return limit == 0 ? Runtime.getRuntime().maxMemory() : limit;
  }

  /** What tensors may take of it: as much as asked for, but the network keeps a third. */
  static long forTensors(long askedBytes) {
    return Math.min(askedBytes, limitBytes() / 3 * 2);
  }
}
