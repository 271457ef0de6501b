package dev.soban.repository.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.state.LifecycleState;
import dev.soban.core.lifecycle.state.LifecycleState.ModelState;
import dev.soban.core.lifecycle.state.StateStore.AuditEntry;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFilesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
  private static final AuditEntry ENTRY =
      new AuditEntry("kim", "alias", "붓꽃", "champion", "1", "2", "done");

  @TempDir Path folder;

  private static LifecycleState state(String champion) {
    Signature signature =
        new Signature(
            List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4), true)),
            List.of(new TensorSpec("y", DataType.INT64, Shape.of(-1))));
    return new LifecycleState(
        new TreeMap<>(
            Map.of(
                "iris",
                new ModelState(
                    Map.of("champion", champion),
                    Map.of("champion", "1"),
                    Map.of("1", true, "2", false),
                    Set.of("3"),
                    Map.of("1.2.3-a.b", signature)))));
  }

  @Test
  void what_was_committed_is_read_back_and_the_audit_log_grows() throws Exception {
    try (StateFiles files = open()) {
      assertThat(files.read()).isEqualTo(LifecycleState.EMPTY);
      files.commit(state("2"), ENTRY);
      files.commit(state("3"), ENTRY);
      files.note(ENTRY);
    }

    try (StateFiles files = open()) {
      assertThat(files.read()).isEqualTo(state("3"));
    }
    assertThat(Files.readAllLines(folder.resolve("audit.jsonl")))
        .hasSize(3)
        .first()
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05Z\",\"actor\":\"kim\",\"action\":\"alias\","
                + "\"model\":\"붓꽃\",\"subject\":\"champion\",\"from\":\"1\",\"to\":\"2\","
                + "\"outcome\":\"done\"}");
  }

  @Test
  void a_second_owner_is_refused_until_the_first_one_lets_go() throws Exception {
    StateFiles first = open();
    assertThatThrownBy(this::open)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("in use by another process")
        .hasMessageContaining("--data");
    first.close();
    open().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"format\":1,\"models\":[]}",
        "{\"format\":1,\"models\":{\"m\":{\"aliases\":{\"a\":2}}}}",
        "{\"format\":1,\"models\":{}} x",
        "{\"format\":2,\"models\":{}}"
      })
  void a_file_that_makes_no_sense_is_named_with_the_way_out_and_left_alone(String text)
      throws Exception {
    Path file = Files.writeString(folder.resolve("state.json"), text);

    assertThatThrownBy(this::open)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("move the file away");

    assertThat(file).hasContent(text);
    Files.delete(file);
    open().close();
  }

  @Test
  void a_newer_format_is_called_newer() throws Exception {
    Files.writeString(folder.resolve("state.json"), "{\"format\":7,\"surprise\":1}");

    assertThatThrownBy(this::open).hasMessageContaining("format 7 of a newer Soban (expected: 1");
  }

  @Test
  void what_cannot_be_written_leaves_state_and_audit_log_as_they_were() throws Exception {
    try (StateFiles files = open()) {
      files.commit(state("2"), ENTRY);
      Path inTheWay = Files.createDirectory(folder.resolve("state.json.new"));
      Path within = Files.createFile(inTheWay.resolve("file"));

      assertThatThrownBy(() -> files.commit(state("3"), ENTRY))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("cannot be written")
          .hasMessageContaining("nothing was changed");

      assertThat(folder.resolve("audit.jsonl")).content().hasLineCount(1);
      Files.delete(within);
      Files.delete(inTheWay);
      files.commit(state("4"), ENTRY);
    }
    try (StateFiles files = open()) {
      assertThat(files.read()).isEqualTo(state("4"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_full_disk_changes_nothing() throws Exception {
    try (StateFiles files = open()) {
      files.commit(state("2"), ENTRY);
      for (String full : List.of("state.json.new", "audit.jsonl")) {
        Files.deleteIfExists(folder.resolve(full));
        Files.createSymbolicLink(folder.resolve(full), Path.of("/dev/full"));

        assertThatThrownBy(() -> files.commit(state("3"), ENTRY))
            .isInstanceOf(Unavailable.class)
            .hasMessageContaining("No space left on device");
        files.note(ENTRY);
      }
    }
    try (StateFiles files = open()) {
      assertThat(files.read()).isEqualTo(state("2"));
    }
  }

  @Test
  void a_writer_that_is_killed_leaves_a_whole_state_and_an_open_door() throws Exception {
    for (int round = 0; round < 6; round++) {
      killInTheMiddle(round * 7L);
      try (StateFiles files = open()) {
        Map<String, String> aliases = files.read().model("m").aliases();
        assertThat(aliases).hasSize(2_000);
        assertThat(new HashSet<>(aliases.values())).hasSize(1);
      }
    }
  }

  /** Kills once it wrote some states, and then so many dots. */
  private void killInTheMiddle(long dots) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StateWriter.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream out = writer.getInputStream()) {
      for (long i = 0; i < 5 + dots; i++) {
        assertThat(out.read()).isEqualTo('.');
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  private StateFiles open() throws ConfigException {
    return StateFiles.open(folder, CLOCK);
  }
}
