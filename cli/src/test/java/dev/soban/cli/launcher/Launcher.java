package dev.soban.cli.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A copy of the launcher somewhere, with Javas that only say how they were called. */
final class Launcher {
  private static final String TOOLS = "tools";

  private final Path root;
  private final Path script;
  private final Map<String, String> variables = new LinkedHashMap<>();

  /** What a run printed and how it ended. */
  record Result(int exitCode, String out, String err) {}

  private Launcher(Path root, Path script) {
    this.root = root;
    this.script = script;
  }

  static Path original() {
    return Path.of(System.getProperty("soban.root", ".."), "soban");
  }

  static Launcher distribution(Path root) throws IOException {
    Files.createDirectories(root.resolve("lib"));
    Files.writeString(root.resolve("lib/java.options"), "");
    Files.writeString(root.resolve("lib/soban-cli-0.jar"), "");
    return new Launcher(root, copy(root.resolve("bin/soban")));
  }

  static Launcher checkout(Path root) throws IOException {
    Files.createDirectories(root.resolve("cli/src/main/java"));
    Files.writeString(root.resolve("cli/pom.xml"), "");
    Files.writeString(root.resolve("cli/src/main/java/A.java"), "");
    Files.writeString(root.resolve("pom.xml"), "");
    return new Launcher(root, copy(root.resolve("soban")));
  }

  private static Path copy(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.copy(original(), target, StandardCopyOption.COPY_ATTRIBUTES);
    return target;
  }

  Path script() {
    return script;
  }

  /** A Java that prints a word and its arguments. */
  Path java(String name, String version, String word) throws IOException {
    Path home = root.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(
        home.resolve("bin/java"),
        "echo '" + word + "'\nfor a in \"$@\"; do printf '[%s]' \"$a\"; done\necho\necho \"$*\"\n");
    return home;
  }

  Path jdk(String name, String version) throws IOException {
    Path home = java(name, version, name);
    executable(home.resolve("bin/javac"), "");
    return home;
  }

  /** A Maven that does only this. */
  void maven(String commands) throws IOException {
    executable(root.resolve(TOOLS).resolve("mvn"), "cd '" + root + "' || exit 9\n" + commands);
  }

  /** Edits a source, later than the last build. */
  void touchSource() throws IOException {
    Path source = root.resolve("cli/src/main/java/A.java");
    Files.writeString(source, "class A {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
  }

  Launcher javaHome(Path home) {
    return variable("JAVA_HOME", home.toString());
  }

  Launcher path(Path home) {
    return variable("PATH", home.resolve("bin") + ":/usr/bin:/bin");
  }

  Launcher variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    return runScript(script, arguments);
  }

  Result runScript(Path started, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(started.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Path out = Files.createTempFile(root, "out", "");
    Path err = Files.createTempFile(root, "err", "");
    builder.environment().clear();
    builder.environment().put("PATH", tools());
    builder.environment().put("SOBAN_JAVA_FOLDERS", root.resolve("javas").toString());
    builder.environment().put("SOBAN_AOT", "off");
    builder.environment().putAll(variables);
    int exitCode =
        builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Result(exitCode, Files.readString(out), Files.readString(err));
  }

  /** The tools of the system, but neither its Java nor its Maven. */
  private String tools() throws IOException {
    Path tools = root.resolve(TOOLS);
    Files.createDirectories(tools);
    for (String name :
        List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "head",
            "uname",
            "find",
            "mkdir",
            "rm",
            "mv",
            "cat",
            "grep",
            "tail",
            "sleep",
            "cksum",
            "ls")) {
      Path link = tools.resolve(name);
      if (!Files.exists(link)) {
        Path usual = Path.of("/usr/bin", name);
        Files.createSymbolicLink(link, Files.exists(usual) ? usual : Path.of("/bin", name));
      }
    }
    return tools.toString();
  }

  private static void executable(Path file, String commands) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, ("#!/bin/sh\n" + commands).getBytes(StandardCharsets.UTF_8));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + ": cannot be made executable");
    }
  }
}
