package dev.soban.benchmarks.scenario;

import dev.soban.benchmarks.workbench.AdminPort;
import dev.soban.benchmarks.workbench.Soban;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a server holds, looked at now and then; nothing of it may grow. */
final class MemoryWatch {
  private final Soban soban;
  private final List<Sample> samples = new ArrayList<>();

  MemoryWatch(Soban soban) {
    this.soban = soban;
  }

  /**
   * One look.
   *
   * @param heap bytes in use just behind a full collection
   * @param direct direct buffers and tensor memory
   */
  record Sample(double heap, double resident, double direct, double threads, double handles) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "heap %.1f MB, resident %.1f MB, direct %.1f MB, %.0f threads, %.0f handles",
          heap / 1e6,
          resident / 1e6,
          direct / 1e6,
          threads,
          handles);
    }
  }

  Sample look() throws IOException, InterruptedException {
    collect();
    long pid = soban.running().process().pid();
    AdminPort admin = soban.admin();
    double heap = admin.metric("soban_process_heap_used_bytes");
    double direct =
        admin.metric("soban_process_direct_memory_bytes")
            + admin.metric("soban_tensor_memory_bytes");
    double threads = entries(Path.of("/proc/" + pid + "/task"));
    double handles = entries(Path.of("/proc/" + pid + "/fd"));
    Sample sample =
        new Sample(heap, soban.running().residentMegabytes() * 1e6, direct, threads, handles);
    samples.add(sample);
    return sample;
  }

  private void collect() throws IOException, InterruptedException {
    Process collection =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(soban.running().process().pid()),
                "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!collection.waitFor(1, TimeUnit.MINUTES) || collection.exitValue() != 0) {
      throw new IOException("jcmd GC.run: failed");
    }
  }

  private static double entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  /** How much more there was in the last third of the looks than in the one before it. */
  List<Verdict.Figure> growth(double ceiling) {
    Sample earlier = mean(samples.size() / 3, samples.size() * 2 / 3);
    Sample later = mean(samples.size() * 2 / 3, samples.size());
    return List.of(
        growth("heap after collection", later.heap(), earlier.heap(), ceiling),
        growth("resident memory", later.resident(), earlier.resident(), ceiling),
        growth("direct memory", later.direct(), earlier.direct(), ceiling),
        growth("threads", later.threads(), earlier.threads(), ceiling),
        growth("open handles", later.handles(), earlier.handles(), ceiling));
  }

  private static Verdict.Figure growth(String what, double later, double earlier, double ceiling) {
    return Verdict.Figure.atMost(what + " last third / second", later / earlier, "", ceiling);
  }

  private Sample mean(int from, int to) {
    List<Sample> part = samples.subList(from, to);
    return new Sample(
        part.stream().mapToDouble(Sample::heap).average().orElseThrow(),
        part.stream().mapToDouble(Sample::resident).average().orElseThrow(),
        part.stream().mapToDouble(Sample::direct).average().orElseThrow(),
        part.stream().mapToDouble(Sample::threads).average().orElseThrow(),
        part.stream().mapToDouble(Sample::handles).average().orElseThrow());
  }
}
