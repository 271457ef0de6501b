package dev.soban.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of a folder with config.pbtxt files. */
class TritonCommandsTest {
  @TempDir Path models;

  @BeforeEach
  void layOut() throws Exception {
    Path iris = Files.createDirectories(models.resolve("iris/1"));
    Files.copy(
        CommandRun.root().resolve("examples/models/iris/1/model.onnx"), iris.resolve("model.onnx"));
    Files.writeString(
        models.resolve("iris/config.pbtxt"),
        "max_batch_size: 4\nfuture { a: 1 }\noptimization { priority: PRIORITY_MAX }");
    Path torch = Files.createDirectories(models.resolve("torch/1"));
    Files.writeString(torch.resolve("model.pt"), "");
    Files.writeString(models.resolve("torch/config.pbtxt"), "platform: \"pytorch_libtorch\"");
  }

  @Test
  void check_lists_what_is_ignored_and_what_is_refused() {
    CommandRun run = CommandRun.of("models", "check", "--models", models.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("iris/1: ignored in config.pbtxt: future (unknown, line 2), optimization\n")
        .contains("torch/1: " + models.resolve("torch/config.pbtxt") + ":1:1: platform: ")
        .contains("1 of 2 can be served");
  }

  @Test
  void show_tells_them_for_people_and_for_programs() {
    CommandRun run = CommandRun.of("models", "show", "iris", "--models", models.toString());
    CommandRun json =
        CommandRun.of("models", "show", "iris", "--models", models.toString(), "--json");

    assertThat(run.out())
        .contains("ignored   in config.pbtxt: future (unknown, line 2), optimization")
        .contains("up to 4 rows");
    assertThat(json.out())
        .contains("\"ignored\" : [ \"future (unknown, line 2)\", \"optimization\" ]");
  }
}
