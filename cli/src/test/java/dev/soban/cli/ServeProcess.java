package dev.soban.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code soban serve} as a process of its own, on ports of its own. */
public final class ServeProcess implements AutoCloseable {
  private static final Pattern INFERENCE = Pattern.compile("inference\"? ?: \"?(http://[^\\s\"]+)");
  private static final Pattern GRPC = Pattern.compile("grpc\"? ?: +\"?([^\\s\"]+)");
  private static final Pattern ADMIN = Pattern.compile("admin\"? ?: +\"?(http://[^/\"]+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path err;
  private final String startUp;

  private ServeProcess(Process process, Path out, Path err) throws IOException {
    this.process = process;
    this.out = out;
    this.err = err;
    this.startUp = awaitStart();
  }

  public static ServeProcess start(Path folder, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-Dsoban.home=" + CommandRun.root(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.soban.cli.Soban",
                "serve",
                "--http",
                "127.0.0.1:0",
                "--grpc",
                "127.0.0.1:0",
                "--admin",
                "127.0.0.1:0"));
    command.addAll(List.of(flags));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    return new ServeProcess(
        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
  }

  private String awaitStart() throws IOException {
    long giveUpAtNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (process.isAlive() && System.nanoTime() < giveUpAtNanos) {
      String text = Files.readString(out);
      if (ADMIN.matcher(text).find() && text.endsWith("\n")) {
        return text;
      }
      Thread.onSpinWait();
    }
    process.destroyForcibly();
    throw new IOException("did not start: " + Files.readString(err));
  }

  public String startUp() {
    return startUp;
  }

  public String url() {
    return first(INFERENCE);
  }

  /** Host and port. */
  public String grpcTarget() {
    return first(GRPC);
  }

  public String adminUrl() {
    return first(ADMIN);
  }

  private String first(Pattern pattern) {
    Matcher matcher = pattern.matcher(startUp);
    if (!matcher.find()) {
      throw new IllegalStateException(startUp);
    }
    return matcher.group(1);
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running: " + log());
    }
    return process.exitValue();
  }

  public String log() {
    try {
      return Files.readString(err, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
