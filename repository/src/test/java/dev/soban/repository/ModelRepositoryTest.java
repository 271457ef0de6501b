package dev.soban.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.model.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void layOut() throws Exception {
    root = Files.createDirectories(folder.resolve("models"));
  }

  @Test
  void versions_are_found_in_order_with_settings_and_golden_inputs() throws Exception {
    model("iris", "10");
    model("iris", "2");
    model("digits", "1.2.0-mnist.train");
    write("iris/model.yaml", "description: flowers");
    write("iris/2/golden/b.json", "{}");
    write("iris/2/golden/a.json", "{}");
    write("iris/2/golden/readme.txt", "");

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.rejected()).isEmpty();
    assertThat(scanned.models())
        .extracting(entry -> entry.id().toString())
        .containsExactly("digits/1.2.0-mnist.train", "iris/2", "iris/10");
    ModelEntry iris = scanned.models().get(1);
    assertThat(iris.file()).isEqualTo(root.resolve("iris/2/model.onnx"));
    assertThat(iris.folder()).isEqualTo(root.resolve("iris/2"));
    assertThat(iris.settings().description()).isEqualTo("flowers");
    assertThat(iris.golden())
        .containsExactly(
            root.resolve("iris/2/golden/a.json"), root.resolve("iris/2/golden/b.json"));
  }

  @Test
  void bare_file_is_version_1() throws Exception {
    write("squeezenet-1.1.onnx", "");

    ModelEntry entry = ModelRepository.scan(root).models().getFirst();

    assertThat(entry.id()).isEqualTo(new ModelVersion("squeezenet-1.1", "1"));
    assertThat(entry.file()).isEqualTo(root.resolve("squeezenet-1.1.onnx"));
    assertThat(entry.settings()).isEqualTo(ModelSettings.DEFAULT);
  }

  @Test
  void one_other_onnx_file_serves_and_model_onnx_goes_before_others() throws Exception {
    write("a/1/net.onnx", "");
    write("b/1/model.onnx", "");
    write("b/1/other.onnx", "");

    assertThat(ModelRepository.scan(root).models())
        .extracting(ModelEntry::file)
        .containsExactly(root.resolve("a/1/net.onnx"), root.resolve("b/1/model.onnx"));
  }

  @Test
  void hidden_and_stray_things_are_passed_over() throws Exception {
    model("a", "1");
    write("a/assets/readme.md", "");
    write("a/labels.txt", "");
    write("a/.2/model.onnx", "");
    write(".git/1/model.onnx", "");
    write("README.md", "");
    Files.createDirectories(root.resolve("lost+found"));

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models()).hasSize(1);
    assertThat(scanned.rejected()).isEmpty();
  }

  @Test
  void what_cannot_be_served_says_why_and_hides_nothing_else() throws Exception {
    model("good", "1");
    write("several/1/a.onnx", "");
    write("several/1/b.onnx", "");
    write("torch/1/model.pt", "");
    Files.createDirectories(root.resolve("empty/1"));
    Files.createDirectories(root.resolve("void"));
    write("flat/model.onnx", "");
    write("named/latest/model.onnx", "");
    write("other/v1/readme.md", "");
    write("bad name/1/model.onnx", "");
    write("소반.onnx", "");

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models()).extracting(entry -> entry.id().name()).containsExactly("good");
    assertThat(scanned.rejected())
        .containsExactlyInAnyOrder(
            new RejectedEntry(
                "several", "1", "several models (found: a.onnx, b.onnx; expected: model.onnx)"),
            new RejectedEntry("torch", "1", "no model.onnx (found: model.pt)"),
            new RejectedEntry("empty", "1", "no model.onnx (found: nothing)"),
            new RejectedEntry(
                "void", null, "no version (found: nothing; expected: a folder such as void/1)"),
            new RejectedEntry(
                "flat",
                null,
                "model.onnx stands outside of a version (expected: flat/1/model.onnx)"),
            new RejectedEntry(
                "named", "latest", "not a version (expected: digits, or x.y.z-data.split)"),
            new RejectedEntry(
                "other", null, "no version (found: v1; expected: a folder such as other/1)"),
            new RejectedEntry(
                "bad name",
                null,
                "not a model name (expected: 1 to 128 letters, digits, '.', '_' or '-')"),
            new RejectedEntry(
                "소반",
                null,
                "not a model name (expected: 1 to 128 letters, digits, '.', '_' or '-')"));
  }

  @Test
  void broken_settings_reject_every_version_with_the_place() throws Exception {
    model("a", "1");
    model("a", "2");
    write("a/model.yaml", "batching:\n  max_batch_size: zero\n");

    ScannedModels scanned = ModelRepository.scan(root);

    String reason =
        root.resolve("a/model.yaml")
            + ":2:19: max_batch_size: zero (expected: a whole number >= 1)";
    assertThat(scanned.models()).isEmpty();
    assertThat(scanned.rejected())
        .containsExactly(new RejectedEntry("a", "1", reason), new RejectedEntry("a", "2", reason));
  }

  @Test
  void misnamed_settings_are_not_silently_left_out() throws Exception {
    model("a", "1");
    write("a/model.yml", "");

    assertThat(ModelRepository.scan(root).rejected())
        .containsExactly(
            new RejectedEntry(
                "a", "1", root.resolve("a/model.yml") + ": not read (expected: model.yaml)"));
  }

  @Test
  void bare_file_beside_a_folder_of_its_name_is_refused() throws Exception {
    model("a", "1");
    write("a.onnx", "");

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models()).hasSize(1);
    assertThat(scanned.rejected())
        .containsExactly(
            new RejectedEntry("a", "1", "a.onnx: beside a folder a (expected: one of them)"));
  }

  @Test
  void symbolic_links_inside_are_followed() throws Exception {
    model("a", "1");
    Files.createSymbolicLink(root.resolve("a/2"), Path.of("1"));
    Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
    Files.createSymbolicLink(root.resolve("c.onnx"), Path.of("a/1/model.onnx"));
    Path outer = Files.createSymbolicLink(folder.resolve("link"), root);

    ScannedModels scanned = ModelRepository.scan(outer);

    assertThat(scanned.rejected()).isEmpty();
    assertThat(scanned.models())
        .extracting(entry -> entry.id().toString())
        .containsExactly("a/1", "a/2", "b/1", "b/2", "c/1");
  }

  @Test
  void links_that_leave_the_repository_are_refused() throws Exception {
    Path outside = Files.createDirectories(folder.resolve("outside/1"));
    Path file = Files.writeString(outside.resolve("model.onnx"), "");
    Path hard = Files.writeString(outside.resolve("hard.onnx"), "");
    Files.createSymbolicLink(root.resolve("model"), folder.resolve("outside"));
    Files.createDirectories(root.resolve("version"));
    Files.createSymbolicLink(root.resolve("version/1"), Path.of("../../outside/1"));
    Files.createDirectories(root.resolve("file/1"));
    Files.createSymbolicLink(root.resolve("file/1/model.onnx"), file);
    Files.createDirectories(root.resolve("hard/1"));
    Files.createLink(root.resolve("hard/1/model.onnx"), hard);
    Files.createSymbolicLink(root.resolve("bare.onnx"), file);
    Files.createSymbolicLink(root.resolve("dangling.onnx"), Path.of("none"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    model("golden", "1");
    Files.createSymbolicLink(root.resolve("golden/1/golden"), outside);
    model("settings", "1");
    Files.createSymbolicLink(root.resolve("settings/model.yaml"), file);

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models()).isEmpty();
    assertThat(scanned.rejected()).hasSize(9);
    assertThat(scanned.rejected())
        .allSatisfy(
            rejected ->
                assertThat(rejected.reason())
                    .containsAnyOf("leads to", "hard links", "leads nowhere"));
  }

  @Test
  void pipes_are_refused_without_waiting() throws Exception {
    model("a", "1");
    pipe("a/model.yaml");
    Files.createDirectories(root.resolve("b/1"));
    pipe("b/1/model.onnx");
    pipe("c.onnx");
    model("d", "1");
    Files.createDirectories(root.resolve("d/1/golden"));
    pipe("d/1/golden/x.json");

    ScannedModels scanned = ModelRepository.scan(root);

    assertThat(scanned.models()).isEmpty();
    assertThat(scanned.rejected())
        .extracting(RejectedEntry::name)
        .containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(scanned.rejected())
        .allSatisfy(rejected -> assertThat(rejected.reason()).contains("expected: a regular file"));
  }

  @Test
  void folder_that_is_not_there_is_an_error() {
    assertThatThrownBy(() -> ModelRepository.scan(folder.resolve("none")))
        .hasMessage(
            "models: "
                + folder.resolve("none")
                + " (expected: a folder that exists and holds models)");
  }

  @Test
  @Tag("slow")
  void ten_thousand_models_are_found() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      Files.createFile(Files.createDirectories(root.resolve("m" + i + "/1")).resolve("model.onnx"));
    }

    List<ModelEntry> models = ModelRepository.scan(root).models();

    assertThat(models).hasSize(10_000);
  }

  private void model(String name, String version) throws Exception {
    write(name + "/" + version + "/model.onnx", "");
  }

  private void write(String path, String text) throws Exception {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private void pipe(String path) throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve(path).toString()).start();
    assertThat(mkfifo.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }
}
