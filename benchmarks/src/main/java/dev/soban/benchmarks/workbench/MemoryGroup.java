package dev.soban.benchmarks.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A control group with a memory limit, as a container has; of version 1 or 2, whichever this
 * machine lets us make.
 */
public record MemoryGroup(Path folder, String peakFile) implements AutoCloseable {
  private static final Path V1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path V2 = Path.of("/sys/fs/cgroup");
  private static final String NAME = "soban-bench";

  /** Empty when this machine does not let us make one. */
  public static Optional<MemoryGroup> limitedTo(long bytes) {
    return make(V1, "memory.limit_in_bytes", "memory.max_usage_in_bytes", bytes)
        .or(() -> make(V2, "memory.max", "memory.peak", bytes));
  }

  private static Optional<MemoryGroup> make(
      Path parent, String limitFile, String peakFile, long bytes) {
    Path folder = parent.resolve(NAME + "-" + ProcessHandle.current().pid());
    try {
      Files.createDirectory(folder);
      Files.writeString(folder.resolve(limitFile), Long.toString(bytes));
      return Optional.of(new MemoryGroup(folder, peakFile));
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  /** Where a process writes its number to enter. */
  public Path entrance() {
    return folder.resolve("cgroup.procs");
  }

  public double peakMegabytes() throws IOException {
    return Long.parseLong(Files.readString(folder.resolve(peakFile)).strip()) / 1048576.0;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder);
  }
}
