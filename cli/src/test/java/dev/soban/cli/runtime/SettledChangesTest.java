package dev.soban.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.repository.FolderStamp;
import dev.soban.repository.FolderStamp.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledChangesTest {
  private final SettledChanges changes = new SettledChanges(Map.of("a", stamp(1)));

  private static FolderStamp stamp(long size) {
    return new FolderStamp(new TreeMap<>(Map.of("1/model.onnx", new FileStamp(size, 0))));
  }

  @Test
  void what_still_grows_is_left_alone_until_it_rests() {
    assertThat(changes.settled(Map.of("a", stamp(1), "b", stamp(1)))).isEmpty();
    assertThat(changes.settled(Map.of("a", stamp(1), "b", stamp(2)))).isEmpty();
    assertThat(changes.settled(Map.of("a", stamp(1), "b", stamp(2)))).containsExactly("b");
    assertThat(changes.settled(Map.of("a", stamp(1), "b", stamp(2)))).isEmpty();
  }

  @Test
  void what_goes_and_comes_back_between_two_looks_never_went() {
    assertThat(changes.settled(Map.of())).isEmpty();
    assertThat(changes.settled(Map.of("a", stamp(1)))).isEmpty();
    assertThat(changes.settled(Map.of())).isEmpty();
    assertThat(changes.settled(Map.of())).containsExactly("a");
    assertThat(changes.settled(Map.of())).isEmpty();
  }

  @Test
  void every_change_of_a_file_shows_but_hidden_ones_do_not(@TempDir Path models)
      throws IOException {
    Path version = Files.createDirectories(models.resolve("m/1"));
    Path file = Files.writeString(version.resolve("model.onnx"), "model");
    Files.writeString(models.resolve("bare.onnx"), "model");
    Map<String, FolderStamp> before = FolderStamp.byModel(models);
    assertThat(before).containsOnlyKeys("bare", "m");

    Files.writeString(version.resolve(".model.onnx.part"), "half");
    assertThat(FolderStamp.byModel(models)).isEqualTo(before);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    Map<String, FolderStamp> touched = FolderStamp.byModel(models);
    assertThat(touched.get("m")).isNotEqualTo(before.get("m"));
    assertThat(touched.get("bare")).isEqualTo(before.get("bare"));
    Files.writeString(models.resolve("m/model.yaml"), "");
    assertThat(FolderStamp.byModel(models).get("m")).isNotEqualTo(touched.get("m"));
  }
}
