package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.soban.cli.serve.RunningServer;
import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.time.Await;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Loading and unloading over and over leaves nothing behind. */
@DisabledOnOs(OS.WINDOWS)
class LoadCyclesTest {
  private static final int WARM_UP = 30;
  private static final long ODDS_AND_ENDS_BYTES = 3 << 20;

  /** The memory allocator's own: a thousandth of it is what one engine takes. */
  private static final long NATIVE_ODDS_AND_ENDS_BYTES = 64 << 20;

  private static final Pattern ANONYMOUS = Pattern.compile("(?m)^RssAnon:\\s+(\\d+) kB$");

  @TempDir Path models;
  @TempDir Path data;

  /** What a process holds. */
  private record Held(long heapBytes, long nativeBytes, long directBytes, int threads, long files) {
    static Held now() {
      // Twice: what was queued for cleaning goes with the second.
      System.gc();
      System.gc();
      return new Held(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          resident(),
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
              .getOpenFileDescriptorCount());
    }

    boolean within(Held before) {
      return heapBytes <= before.heapBytes + ODDS_AND_ENDS_BYTES
          && nativeBytes <= before.nativeBytes + NATIVE_ODDS_AND_ENDS_BYTES
          && directBytes <= before.directBytes + ODDS_AND_ENDS_BYTES
          && threads <= before.threads
          && files <= before.files;
    }

    /** What is resident and not of the heap; 0 where the system does not tell. */
    private static long resident() {
      try {
        Matcher line = ANONYMOUS.matcher(Files.readString(Path.of("/proc/self/status")));
        long heapBytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        return line.find() ? (Long.parseLong(line.group(1)) << 10) - heapBytes : 0;
      } catch (IOException e) {
        return 0;
      }
    }
  }

  @Test
  void some_cycles_leave_nothing_behind() throws Exception {
    cycles(60);
  }

  @Test
  @Tag("slow")
  void a_thousand_cycles_leave_nothing_behind() throws Exception {
    cycles(1_000);
  }

  private void cycles(int count) throws IOException {
    iris("1");
    iris("2");
    try (RunningServer server = RunningServer.of(models, data, List.of())) {
      run(server.control(), WARM_UP);
      Held before = Held.now();
      run(server.control(), count);
      Held[] after = new Held[1];
      // Closing threads may take a moment to be gone.
      Await.until(
          "as much is held as before, which was " + before,
          () -> {
            after[0] = Held.now();
            return after[0].within(before);
          });
      assertThat(after[0].within(before)).as(after[0] + " after " + before).isTrue();
    }
  }

  private static void run(ModelControl control, int count) {
    for (int i = 0; i < count; i++) {
      control.load("iris", "2", "test");
      control.load("iris", "2", "test");
      control.unload("iris", "2", "test");
    }
  }

  private void iris(String version) throws IOException {
    Path folder = Files.createDirectories(models.resolve("iris").resolve(version));
    Files.copy(
        Path.of(System.getProperty("user.dir"), "../examples/models/iris/1/model.onnx"),
        folder.resolve("model.onnx"));
  }
}
