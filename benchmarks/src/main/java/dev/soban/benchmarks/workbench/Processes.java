package dev.soban.benchmarks.workbench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Server processes of a benchmark: started, awaited, and gone when it ends. */
public final class Processes {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private Processes() {}

  /** A process that answers on a port. */
  public record Running(Process process, InetSocketAddress address) implements AutoCloseable {
    /** Asks it to end, and makes it after a while. */
    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }

    /** Of all its threads on all cores, since it began. */
    public Duration processorTime() {
      return process.info().totalCpuDuration().orElseThrow();
    }

    /** Resident memory in MB, as the operating system counts it. */
    public double residentMegabytes() {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
          if (line.startsWith("VmRSS:")) {
            return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
          }
        }
        throw new IllegalStateException("no VmRSS for process " + process.pid());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts a command and waits until its port takes connections. */
  public static Running start(List<String> command, Map<String, String> environment, int port)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    File log = File.createTempFile("soban-bench-", ".log");
    log.deleteOnExit();
    Process process = builder.redirectErrorStream(true).redirectOutput(log).start();
    InetSocketAddress address = local(port);
    long giveUp = System.nanoTime() + START_LIMIT.toNanos();
    while (!accepts(address)) {
      if (!process.isAlive() || System.nanoTime() - giveUp > 0) {
        process.destroyForcibly();
        throw new IOException("did not start: " + command + "\n" + Files.readString(log.toPath()));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return new Running(process, address);
  }

  /** A JVM of the same kind as this one, with this one's class path. */
  public static List<String> java(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
