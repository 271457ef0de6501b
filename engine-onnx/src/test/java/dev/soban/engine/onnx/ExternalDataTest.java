package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.engine.onnx.graph.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalDataTest {
  private static final long[] TWO = {2};

  @TempDir Path root;
  private Path folder;
  private Path secret;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectories(root.resolve("models/m/1"));
    secret = Files.write(root.resolve("secret.bin"), weights(41, 42));
  }

  private static byte[] weights(float first, float second) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(first)
        .putFloat(second)
        .array();
  }

  private static TinyModel adding(byte[] tensor) {
    return TinyModel.opset(13)
        .input("x", TinyModel.FLOAT, 2)
        .output("y", TinyModel.FLOAT, 2)
        .initializer(tensor)
        .node("Add", "x,w", "y");
  }

  private OnnxModelFiles write(TinyModel model) throws IOException {
    Path file = Files.write(folder.resolve("model.onnx"), model.bytes());
    return new OnnxModelFiles(file, root.resolve("models"));
  }

  private ModelLoadException refusal(TinyModel model) throws IOException {
    OnnxModelFiles files = write(model);
    ModelLoadException refused =
        catchThrowableOfType(ModelLoadException.class, () -> Loaded.of(files).close());
    assertThat(refused).hasMessageStartingWith(files.model() + ": tensor 'w' in ");
    return refused;
  }

  private void answers(OnnxModelFiles files, float... expected) throws Exception {
    try (Loaded model = Loaded.of(files);
        Tensor x = Tensors.floats(model.pool(), Shape.of(2), 1, 1);
        BatchResult result = model.run(Map.of("x", x))) {
      assertThat(Tensors.floats(result.outputs().get("y"))).containsExactly(expected);
    }
  }

  @Test
  void data_beside_the_model_are_read() throws Exception {
    Files.write(folder.resolve("w.bin"), weights(1, 2));

    answers(write(adding(TinyModel.external("w", TWO, "w.bin", "length", "8"))), 2, 3);
  }

  @Test
  void data_beside_a_model_that_is_rewritten_are_read() throws Exception {
    Files.write(folder.resolve("w.bin"), weights(1, 2));
    TinyModel model = adding(TinyModel.external("w", TWO, "w.bin"));

    answers(write(model.input("w", TinyModel.FLOAT, 2)), 2, 3);
  }

  @Test
  void a_link_within_the_repository_is_followed() throws Exception {
    Path shared = Files.createDirectory(root.resolve("models/shared"));
    Files.write(shared.resolve("w.bin"), weights(1, 2));
    Files.createSymbolicLink(folder.resolve("w.bin"), Path.of("../../shared/w.bin"));
    TinyModel model = adding(TinyModel.external("w", TWO, "w.bin"));

    answers(write(model), 2, 3);
    answers(write(model.input("w", TinyModel.FLOAT, 2)), 2, 3);
  }

  @Test
  void a_model_that_is_a_link_itself_finds_its_data_beside_the_link() throws Exception {
    Path shared = Files.createDirectory(root.resolve("models/shared"));
    Files.write(shared.resolve("blob-w"), weights(1, 2));
    TinyModel model = adding(TinyModel.external("w", TWO, "w.bin"));
    Files.write(shared.resolve("blob-m"), model.bytes());
    Files.createSymbolicLink(folder.resolve("w.bin"), Path.of("../../shared/blob-w"));
    Path link =
        Files.createSymbolicLink(folder.resolve("model.onnx"), Path.of("../../shared/blob-m"));

    answers(new OnnxModelFiles(link, root.resolve("models")), 2, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../secret.bin",
        "a/../../../../secret.bin",
        "..\\secret.bin",
        "..",
        "./../../../secret.bin"
      })
  void a_way_up_is_refused(String location) throws Exception {
    assertThat(refusal(adding(TinyModel.external("w", TWO, location))))
        .hasMessageContaining("leads out of the model's folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "/dev/zero", "C:\\secret", "\\\\host\\share"})
  void an_absolute_path_is_refused(String location) throws Exception {
    assertThat(refusal(adding(TinyModel.external("w", TWO, location))))
        .hasMessageContaining("is an absolute path");
  }

  @Test
  void a_link_out_of_the_repository_is_refused() throws Exception {
    Files.createSymbolicLink(folder.resolve("w.bin"), secret);

    assertThat(refusal(adding(TinyModel.external("w", TWO, "w.bin"))))
        .hasMessageContaining("is a link that leads out of");
  }

  @Test
  void a_linked_folder_out_of_the_repository_is_refused() throws Exception {
    Files.createSymbolicLink(folder.resolve("sub"), root);

    assertThat(refusal(adding(TinyModel.external("w", TWO, "sub/secret.bin"))))
        .hasMessageContaining("is a link that leads out of");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_hard_link_is_refused() throws Exception {
    Files.createLink(folder.resolve("w.bin"), secret);

    assertThat(refusal(adding(TinyModel.external("w", TWO, "w.bin"))))
        .hasMessageContaining("has further hard links");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_linked_device_is_refused() throws Exception {
    Files.createSymbolicLink(folder.resolve("w.bin"), Path.of("/dev/zero"));

    assertThat(refusal(adding(TinyModel.external("w", TWO, "w.bin"))))
        .hasMessageContaining("is a link that leads out of");
  }

  @Test
  void a_folder_is_refused() throws Exception {
    Files.createDirectory(folder.resolve("w.bin"));

    assertThat(refusal(adding(TinyModel.external("w", TWO, "w.bin"))))
        .hasMessageContaining("is not a regular file");
  }

  @Test
  void a_missing_or_short_file_is_refused() throws Exception {
    assertThat(refusal(adding(TinyModel.external("w", TWO, "w.bin"))))
        .hasMessageContaining("does not exist");

    Files.write(folder.resolve("w.bin"), weights(1, 2));
    assertThat(refusal(adding(TinyModel.external("w", TWO, "w.bin", "offset", "4", "length", "8"))))
        .hasMessageContaining("holds 8 bytes, but the model wants 8 from byte 4");
    assertThat(refusal(adding(TinyModel.external("w", TWO, "w.bin", "offset", "-4"))))
        .hasMessageContaining("has the offset '-4'");
    assertThat(
            refusal(
                adding(
                    TinyModel.external(
                        "w", TWO, "w.bin", "length", Long.toString(Long.MAX_VALUE)))))
        .hasMessageContaining("but the model wants");
  }

  @Test
  void an_entry_without_a_file_is_refused() throws Exception {
    byte[] tensor = TinyModel.join(TinyModel.text(8, "w"), TinyModel.number(14, 1));

    assertThat(refusal(adding(tensor))).hasMessageContaining("names no file");
  }

  @Test
  void a_location_without_the_external_mark_is_checked_too() throws Exception {
    byte[] entry =
        TinyModel.message(
            13, TinyModel.text(1, "location"), TinyModel.text(2, "../../../secret.bin"));
    byte[] tensor = TinyModel.join(TinyModel.text(8, "w"), entry);

    assertThat(refusal(adding(tensor))).hasMessageContaining("leads out");
  }

  @Test
  void the_second_of_two_locations_is_checked_too() throws Exception {
    Files.write(folder.resolve("w.bin"), weights(1, 2));
    byte[] tensor =
        TinyModel.join(
            TinyModel.external("w", TWO, "w.bin"),
            TinyModel.external("w", TWO, "../../../secret.bin"));

    assertThat(refusal(adding(tensor))).hasMessageContaining("leads out");
  }

  @Test
  void every_place_that_holds_tensors_is_checked() throws Exception {
    byte[] escape = TinyModel.external("w", TWO, "../../../secret.bin");
    byte[] attribute =
        TinyModel.join(
            TinyModel.text(1, "value"), TinyModel.message(5, escape), TinyModel.number(20, 4));
    byte[] constant = TinyModel.nodeFields("", "Constant", "", "k", attribute);
    byte[] subgraph =
        TinyModel.join(
            TinyModel.text(1, "body"),
            TinyModel.message(6, TinyModel.message(1, constant)),
            TinyModel.number(20, 5));
    byte[] sparse = TinyModel.message(22, TinyModel.message(1, escape));
    TinyModel plain = adding(TinyModel.floats("z", TWO, 1, 2));

    assertThat(refusal(TinyModel.opset(13).node("Constant", "", "k", attribute)))
        .hasMessageContaining("in a node attribute of the graph");
    assertThat(refusal(TinyModel.opset(13).node("Loop", "", "k", subgraph)))
        .hasMessageContaining("in a node attribute of a subgraph");
    assertThat(refusal(TinyModel.opset(13).node("Constant", "", "k", sparse)))
        .hasMessageContaining("in a node attribute of the graph");
    assertThat(
            refusal(TinyModel.opset(13).graph(TinyModel.message(15, TinyModel.message(1, escape)))))
        .hasMessageContaining("in the graph's sparse initializers");
    assertThat(
            refusal(TinyModel.opset(13).graph(TinyModel.message(15, TinyModel.message(2, escape)))))
        .hasMessageContaining("in the graph's sparse initializers");
    assertThat(refusal(plain.model(TinyModel.message(25, TinyModel.message(7, constant)))))
        .hasMessageContaining("in a node attribute of a function");
    assertThat(
            refusal(
                TinyModel.opset(13)
                    .model(
                        TinyModel.message(20, TinyModel.message(1, TinyModel.message(5, escape))))))
        .hasMessageContaining("in training information");
    assertThat(
            refusal(TinyModel.opset(13).model(TinyModel.message(7, TinyModel.message(5, escape)))))
        .hasMessageContaining("in the graph");
  }
}
