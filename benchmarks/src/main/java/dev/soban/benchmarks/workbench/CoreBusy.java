package dev.soban.benchmarks.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How busy each core was between two looks, by the kernel's counters. */
public final class CoreBusy {
  private final List<long[]> before;

  private CoreBusy(List<long[]> before) {
    this.before = before;
  }

  public static CoreBusy start() throws IOException {
    return new CoreBusy(read());
  }

  /** The least busy core's share of its time, 0 to 1. */
  public double least() throws IOException {
    List<long[]> after = read();
    double least = 1;
    for (int core = 0; core < after.size(); core++) {
      double busy = after.get(core)[0] - before.get(core)[0];
      double idle = after.get(core)[1] - before.get(core)[1];
      least = Math.min(least, busy / (busy + idle));
    }
    return least;
  }

  private static List<long[]> read() throws IOException {
    List<long[]> cores = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
      if (line.matches("cpu[0-9]+ .*")) {
        String[] fields = line.split("\\s+");
        long idle = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
          busy += Long.parseLong(fields[i]);
        }
        cores.add(new long[] {busy, idle});
      }
    }
    return cores;
  }
}
