package dev.soban.server.admin;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/** Meters of the process: processor, memory, garbage collection, threads, file handles. */
final class ProcessMetrics {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private final MeterRegistry registry;

  private ProcessMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  static void register(MeterRegistry registry) {
    ProcessMetrics metrics = new ProcessMetrics(registry);
    metrics.registerOperatingSystem();
    metrics.registerMemory();
    metrics.registerCollection();
  }

  private void registerOperatingSystem() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      counter(
          "soban.process.cpu.seconds",
          "Processor time of the process",
          system,
          unix -> unix.getProcessCpuTime() / 1e9);
      gauge(
          "soban.process.open.file.handles",
          "Open files and sockets",
          system,
          UnixOperatingSystemMXBean::getOpenFileDescriptorCount);
      gauge(
          "soban.process.max.file.handles",
          "How many files and sockets may be open",
          system,
          UnixOperatingSystemMXBean::getMaxFileDescriptorCount);
    }
    gauge(
        "soban.process.uptime.seconds",
        "Time since the process started",
        ManagementFactory.getRuntimeMXBean(),
        runtime -> runtime.getUptime() / 1e3);
    gauge(
        "soban.process.threads",
        "Platform threads",
        ManagementFactory.getThreadMXBean(),
        threads -> threads.getThreadCount());
  }

  private void registerMemory() {
    gauge(
        "soban.process.resident.memory.bytes",
        "Memory of the process that is in RAM",
        STATUS,
        ProcessMetrics::residentBytes);
    heap("used", MemoryUsage::getUsed);
    heap("committed", MemoryUsage::getCommitted);
    heap("max", MemoryUsage::getMax);
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("direct")) {
        gauge(
            "soban.process.direct.memory.bytes",
            "Direct buffers of the JVM",
            pool,
            BufferPoolMXBean::getMemoryUsed);
      }
    }
  }

  private void heap(String what, ToDoubleFunction<MemoryUsage> reading) {
    gauge(
        "soban.process.heap." + what + ".bytes",
        "Java heap, " + what,
        ManagementFactory.getMemoryMXBean(),
        memory -> reading.applyAsDouble(memory.getHeapMemoryUsage()));
  }

  private void registerCollection() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      FunctionCounter.builder(
              "soban.process.gc.collections", collector, GarbageCollectorMXBean::getCollectionCount)
          .description("Garbage collections")
          .tag("collector", collector.getName())
          .register(registry);
      FunctionCounter.builder(
              "soban.process.gc.seconds", collector, gc -> gc.getCollectionTime() / 1e3)
          .description("Time spent in garbage collections")
          .tag("collector", collector.getName())
          .register(registry);
    }
  }

  private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> reading) {
    Gauge.builder(name, source, reading)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private <T> void counter(String name, String description, T source, ToDoubleFunction<T> reading) {
    FunctionCounter.builder(name, source, reading).description(description).register(registry);
  }

  /** NaN where the system has no such file. */
  private static double residentBytes(Path status) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith(RESIDENT)) {
          String kibibytes = line.substring(RESIDENT.length()).replace("kB", "").trim();
          return Long.parseLong(kibibytes) * 1024.0;
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
