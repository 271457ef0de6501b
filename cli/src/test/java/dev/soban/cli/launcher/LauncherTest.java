package dev.soban.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher on made-up distributions and Javas. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;
  private Launcher launcher;

  @BeforeEach
  void distribution() throws IOException {
    launcher = Launcher.distribution(folder.resolve("with space"));
  }

  @Test
  void starts_the_java_of_java_home() throws Exception {
    Path home = launcher.java("jdk", "25.0.1", "jdk in use");

    Launcher.Result result = launcher.javaHome(home).run("models", "list");

    assertThat(result.out()).contains("jdk in use").contains("dev.soban.cli.Soban models list");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void passes_an_old_java_over_for_one_in_the_usual_folders() throws Exception {
    Path old = launcher.java("old", "17.0.9", "too old");
    launcher.java("javas/new one", "26", "new enough");

    Launcher.Result result = launcher.javaHome(old).path(old).run("--version");

    assertThat(result.out()).contains("new enough");
  }

  @Test
  void takes_the_java_of_the_path() throws Exception {
    Path home = launcher.java("on the path", "25", "from the path");

    assertThat(launcher.path(home).run("--version").out()).contains("from the path");
  }

  @Test
  void says_what_is_missing_and_what_was_found() throws Exception {
    Path old = launcher.java("old", "17.0.9", "too old");

    Launcher.Result result = launcher.javaHome(old).run("--version");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("A Java runtime 25 or newer is missing")
        .contains(old + " (Java 17)")
        .contains("JAVA_HOME");
  }

  @Test
  void a_java_of_the_old_numbering_is_no_java_nine() throws Exception {
    Path old = launcher.java("eight", "1.8.0_402", "eight");

    assertThat(launcher.javaHome(old).run("--version").err()).contains(old + " (Java 8)");
  }

  @Test
  void own_options_come_last_and_a_collector_of_ones_own_stands_alone() throws Exception {
    Path home = launcher.java("jdk", "25", "jdk");

    String out =
        launcher
            .javaHome(home)
            .variable("SOBAN_JAVA_OPTS", "-XX:+UseG1GC -Xmx2g")
            .run("--version")
            .out();

    assertThat(out).contains("-XX:+UseG1GC").doesNotContain("UseSerialGC");
    assertThat(out.lastIndexOf("-Xmx2g")).isGreaterThan(out.indexOf("-Xmx"));
  }

  @Test
  void is_found_through_a_symbolic_link() throws Exception {
    Path home = launcher.java("jdk", "25", "through the link");
    Path link = Files.createSymbolicLink(folder.resolve("soban-link"), launcher.script());

    assertThat(launcher.javaHome(home).runScript(link, "--version").out())
        .contains("through the link");
  }

  @Test
  void keeps_arguments_with_blanks_together() throws Exception {
    Path home = launcher.java("jdk", "25", "jdk");

    assertThat(launcher.javaHome(home).run("infer", "a b.png").out()).contains("[a b.png]");
  }

  @Test
  void names_beyond_ascii_work_without_a_locale() throws Exception {
    Path home = launcher.java("jdk", "25", "jdk");
    Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho \"locale $LC_ALL\"\n");

    assertThat(launcher.path(home).variable("LC_ALL", "C").run("--version").out())
        .contains("locale C.UTF-8");
  }

  @Test
  void the_exit_code_is_the_programs() throws Exception {
    Path home = launcher.java("jdk", "25", "jdk");
    Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nexit 7\n");

    assertThat(launcher.javaHome(home).run("serve").exitCode()).isEqualTo(7);
  }

  @Test
  void a_checkout_without_maven_says_so() throws Exception {
    Launcher checkout = Launcher.checkout(folder.resolve("a checkout"));
    Path jdk = checkout.jdk("jdk", "25");

    Launcher.Result result = checkout.javaHome(jdk).run("--version");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("Apache Maven 3.8.1 or newer is missing");
  }

  @Test
  void a_checkout_is_built_once_and_again_when_a_source_changed() throws Exception {
    Launcher checkout = Launcher.checkout(folder.resolve("a checkout"));
    Path jdk = checkout.jdk("jdk", "25");
    checkout.maven(
        "mkdir -p cli/target/dist/soban-9/lib\n: >cli/target/dist/soban-9/lib/soban-cli-9.jar\n");

    Launcher.Result first = checkout.javaHome(jdk).run("--version");
    Launcher.Result second = checkout.javaHome(jdk).run("--version");
    checkout.touchSource();
    Launcher.Result third = checkout.javaHome(jdk).run("--version");

    assertThat(first.err()).contains("Building Soban (first start");
    assertThat(second.err()).isEmpty();
    assertThat(third.err()).contains("its sources changed");
    assertThat(third.out()).contains("dev.soban.cli.Soban --version");
  }

  @Test
  void a_failed_build_shows_the_error_and_names_the_log() throws Exception {
    Launcher checkout = Launcher.checkout(folder.resolve("a checkout"));
    Path jdk = checkout.jdk("jdk", "25");
    checkout.maven("echo '[ERROR] Widget.java is broken'\nexit 1\n");

    Launcher.Result result = checkout.javaHome(jdk).run("--version");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("Widget.java is broken").contains("soban-build.log");
  }

  @Test
  void a_lock_whose_owner_is_gone_is_taken_over() throws Exception {
    Launcher checkout = Launcher.checkout(folder.resolve("a checkout"));
    Path jdk = checkout.jdk("jdk", "25");
    checkout.maven(
        "mkdir -p cli/target/dist/soban-9/lib\n: >cli/target/dist/soban-9/lib/soban-cli-9.jar\n");
    Path lock = folder.resolve("a checkout/target/soban-build.lock");
    Files.createDirectories(lock);
    Files.writeString(lock.resolve("pid"), endedProcess() + "\n");

    assertThat(checkout.javaHome(jdk).run("--version").exitCode()).isZero();
    assertThat(lock).doesNotExist();
  }

  private static long endedProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void the_script_is_executable() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Launcher.original())))
        .startsWith("rwx");
  }
}
