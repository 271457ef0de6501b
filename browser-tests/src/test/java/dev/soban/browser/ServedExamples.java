package dev.soban.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code soban serve} as a process of its own, on ports of its own. */
final class ServedExamples implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("\"inference\" : \"(http://[^\"]+)\"");
  private static final String LAST_LINE = "}";

  private final Process process;
  private final String url;

  private ServedExamples(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param folder where it keeps its files
   */
  static ServedExamples start(Path folder, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-Dsoban.home=" + root(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.soban.cli.Soban",
                "serve",
                "--json",
                "--http",
                "127.0.0.1:0",
                "--grpc",
                "127.0.0.1:0",
                "--admin",
                "127.0.0.1:0"));
    command.addAll(List.of(flags));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("log").toFile())
            .start();
    return new ServedExamples(process, url(process));
  }

  static Path root() {
    return Path.of(System.getProperty("soban.root", "..")).toAbsolutePath().normalize();
  }

  private static String url(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String url = "";
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = URL.matcher(line);
      if (matcher.find()) {
        url = matcher.group(1);
      }
      if (line.equals(LAST_LINE)) {
        return url;
      }
    }
    throw new IOException("the server did not start");
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
