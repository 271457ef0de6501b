package dev.soban.benchmarks.workbench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where a benchmark runs: the checkout, the test data, and a folder for its files. */
public final class Workbench implements AutoCloseable {
  /**
   * The JVM options of yardstick processes; the launcher's own for Soban are in its argument file.
   */
  public static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:MaxDirectMemorySize=512m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final int QUICK = 8;

  private final Path root;
  private final Path data;
  private final Path scratch;
  private final boolean quick;

  /**
   * @param quick whether scenarios only try out that they work, in a fraction of their time
   */
  public Workbench(Path root, Path data, boolean quick) throws IOException {
    this.root = root;
    this.data = data;
    this.quick = quick;
    this.scratch = Files.createTempDirectory("soban-bench-");
  }

  public Path root() {
    return root;
  }

  public Path data() {
    return data;
  }

  public Path scratch() {
    return scratch;
  }

  public int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** How long a phase of so much lasts in this run. */
  public Duration lasting(Duration phase) {
    return quick ? phase.dividedBy(QUICK) : phase;
  }

  /** How often something is done in this run that is done so often. */
  public int times(int count) {
    return quick ? Math.ceilDiv(count, QUICK) : count;
  }

  /** Tells how far a long run has come. */
  public void say(String line) {
    System.out.println("  " + line);
  }

  /** Builds the checkout's program where that is needed, telling how far it is. */
  public void build() throws IOException, InterruptedException {
    Process build =
        new ProcessBuilder(root.resolve("soban").toString(), "--version").inheritIO().start();
    if (build.waitFor() != 0) {
      throw new IOException(root + ": cannot be built (expected: a checkout of Soban)");
    }
  }

  /** Soban as users start it, on free ports, with the given model folder. */
  public Processes.Running startSoban(Path models) throws IOException, InterruptedException {
    return startSoban(models, Map.of());
  }

  public Processes.Running startSoban(Path models, Map<String, String> environment)
      throws IOException, InterruptedException {
    int port = Processes.freePort();
    return Processes.start(sobanCommand(models, port), environment, port);
  }

  public List<String> sobanCommand(Path models, int port) throws IOException {
    return command(
        models, scratch.resolve("state"), port, Processes.freePort(), Processes.freePort());
  }

  private List<String> command(Path models, Path state, int port, int adminPort, int grpcPort) {
    List<String> command =
        new ArrayList<>(
            List.of(
                root.resolve("soban").toString(),
                "serve",
                "--models",
                models.toString(),
                "--http",
                "127.0.0.1:" + port,
                "--admin",
                "127.0.0.1:" + adminPort,
                "--data",
                state.toString()));
    // Older checkouts know no gRPC, nor the flag.
    if (Files.isDirectory(root.resolve("grpc"))) {
      command.addAll(List.of("--grpc", "127.0.0.1:" + grpcPort));
    }
    return command;
  }

  /** Soban with settings of its own, the text of a soban.yaml, and its other ports. */
  public Soban startSoban(Path models, String settings) throws IOException, InterruptedException {
    Path file = Files.createTempFile(scratch, "soban-", ".yaml");
    Files.writeString(file, settings, StandardCharsets.UTF_8);
    int port = Processes.freePort();
    int adminPort = Processes.freePort();
    int grpcPort = Processes.freePort();
    Path state = Files.createTempDirectory(scratch, "state-");
    List<String> command = command(models, state, port, adminPort, grpcPort);
    command.addAll(List.of("--config", file.toString()));
    return new Soban(
        Processes.start(command, Map.of(), port),
        new AdminPort(adminPort),
        Processes.local(grpcPort));
  }

  /** Plain Netty on one event loop, which is its best on two cores. */
  public Processes.Running startEcho() throws IOException, InterruptedException {
    int port = Processes.freePort();
    List<String> command =
        Processes.java(
            JVM_OPTIONS, "dev.soban.benchmarks.echo.EchoServer", String.valueOf(port), "1");
    return Processes.start(command, Map.of(), port);
  }

  /** A model folder with one model of the test data. */
  public Path modelFolder(String name, Path model, String yaml) throws IOException {
    Path models = Files.createTempDirectory(scratch, "models-");
    addModel(models, name, model, yaml);
    return models;
  }

  /** One more model of the test data. */
  public void addModel(Path models, String name, Path model, String yaml) throws IOException {
    addVersion(models, name, "1", model);
    Files.writeString(models.resolve(name).resolve("model.yaml"), yaml, StandardCharsets.UTF_8);
  }

  /** One more version of a model in a folder of models. */
  public void addVersion(Path models, String name, String version, Path model) throws IOException {
    Path folder = models.resolve(name).resolve(version);
    Files.createDirectories(folder);
    Files.copy(model, folder.resolve("model.onnx"));
  }

  /** Waits until a request is answered with 200, and returns the answer's latency-free status. */
  public static void awaitAnswer(InetSocketAddress address, byte[] request) throws IOException {
    FirstAnswer.await(address, request);
  }

  @Override
  public void close() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(scratch)) {
      walk.sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
