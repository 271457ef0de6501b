package dev.soban.engine.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.graph.outline.ModelOutline;
import dev.soban.engine.onnx.graph.outline.NamedValue;
import dev.soban.engine.onnx.graph.outline.Operator;
import dev.soban.engine.onnx.graph.outline.ValueType;
import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final long SEED = 20260214;
  private static final Rewriting CONSTANT_W =
      new Rewriting(Set.of("w"), Set.of(), List.of(), Map.of());

  @TempDir Path folder;

  private static TinyModel model() {
    return TinyModel.opset(13)
        .opset("ai.onnx.ml", 1)
        .input("x", TinyModel.FLOAT, -1, 4)
        .input("w", TinyModel.FLOAT, 4)
        .output("y", TinyModel.FLOAT, -1, 4)
        .initializer(TinyModel.floats("w", new long[] {4}, 1, 2, 3, 4))
        .node("Add", "x,w", "y");
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("m.onnx"), content);
  }

  @Test
  void outline_tells_versions_names_types_and_operators() throws IOException {
    try (OnnxFile file = OnnxFile.open(write(model().bytes()))) {
      ModelOutline outline = file.outline();

      assertThat(outline.irVersion()).isEqualTo(8);
      assertThat(outline.opsets()).containsEntry("", 13L).containsEntry("ai.onnx.ml", 1L);
      assertThat(outline.inputs().getFirst())
          .isEqualTo(new NamedValue("x", new ValueType.OfTensor(1, Optional.of(Shape.of(-1, 4)))));
      assertThat(outline.initializers()).containsExactly("w");
      assertThat(outline.operators()).containsExactly(new Operator("", "Add"));
      assertThat(outline.externalTensors()).isEmpty();
    }
  }

  @Test
  void dropping_an_input_changes_nothing_else() throws IOException {
    try (OnnxFile file = OnnxFile.open(write(model().bytes()));
        Arena arena = Arena.ofConfined()) {
      byte[] rewritten = file.rewritten(CONSTANT_W, arena).toArray(ValueLayout.JAVA_BYTE);

      byte[] expected =
          TinyModel.opset(13)
              .opset("ai.onnx.ml", 1)
              .input("x", TinyModel.FLOAT, -1, 4)
              .output("y", TinyModel.FLOAT, -1, 4)
              .initializer(TinyModel.floats("w", new long[] {4}, 1, 2, 3, 4))
              .node("Add", "x,w", "y")
              .bytes();
      assertThat(rewritten).isEqualTo(expected);
    }
  }

  @Test
  void a_graph_in_two_pieces_counts_as_one() throws IOException {
    TinyModel split =
        TinyModel.opset(13)
            .input("x", TinyModel.FLOAT, 2)
            .model(
                TinyModel.message(
                    7,
                    TinyModel.message(5, TinyModel.external("w", new long[] {1}, "/etc/passwd"))));
    try (OnnxFile file = OnnxFile.open(write(split.bytes()))) {
      assertThat(file.outline().inputs()).hasSize(1);
      assertThat(file.outline().externalTensors()).hasSize(1);
    }
  }

  @Test
  void nesting_without_end_is_refused() throws IOException {
    byte[] graph = {};
    for (int i = 0; i < 200; i++) {
      graph = TinyModel.message(1, TinyModel.message(5, TinyModel.message(6, graph)));
    }
    Path file = write(TinyModel.message(7, graph));

    assertThatThrownBy(() -> OnnxFile.open(file))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageContaining("nested deeper than 100");
  }

  @Test
  void no_damage_gets_past_the_format_error() throws IOException {
    byte[] sound =
        model().initializer(TinyModel.external("e", new long[] {1}, "a", "length", "4")).bytes();
    Random random = new Random(SEED);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = sound.clone();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(4) == 0) {
        damaged = Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length));
      }
      try (OnnxFile file = OnnxFile.open(write(damaged));
          Arena arena = Arena.ofConfined()) {
        assertThat(file.rewritten(CONSTANT_W, arena).byteSize()).isPositive();
      } catch (OnnxFormatException e) {
        assertThat(e).as("seed %s, round %s", SEED, round).hasMessageContaining(";");
      }
    }
  }

  @Test
  void a_folder_is_no_model() {
    assertThatThrownBy(() -> OnnxFile.open(folder)).hasMessageContaining("not a regular file");
  }

  @Test
  void text_is_no_model() throws IOException {
    Path file = write("not found".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> OnnxFile.open(file)).isInstanceOf(OnnxFormatException.class);
  }

  @Test
  void initial_values_are_read_in_every_form() throws IOException {
    byte[] raw = TinyModel.floats("raw", new long[] {2}, 1.5f, -2);
    byte[] packed =
        TinyModel.join(
            TinyModel.number(1, 2),
            TinyModel.number(2, TinyModel.INT64),
            TinyModel.text(8, "packed"),
            TinyModel.message(7, new byte[] {5, 127}));
    byte[] single =
        TinyModel.join(
            TinyModel.number(2, 3), TinyModel.text(8, "single"), TinyModel.number(5, -7L));
    byte[] text =
        TinyModel.join(
            TinyModel.number(1, 1),
            TinyModel.number(2, TinyModel.STRING),
            TinyModel.text(8, "text"),
            TinyModel.text(6, "가"));
    TinyModel model =
        TinyModel.opset(13)
            .initializer(raw)
            .initializer(packed)
            .initializer(single)
            .initializer(text);
    TensorPool pool = new TensorPool(1 << 20, 0);
    try (OnnxFile file = OnnxFile.open(write(model.bytes()))) {
      Map<String, Tensor> values =
          file.initialValues(Set.of("raw", "packed", "single", "text"), pool);

      assertThat(values.get("raw").data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(1.5f, -2);
      assertThat(values.get("packed").data().toArray(ValueLayout.JAVA_LONG_UNALIGNED))
          .containsExactly(5, 127);
      assertThat(values.get("single").shape()).isEqualTo(Shape.of());
      assertThat(values.get("single").data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) -7);
      assertThat(values.get("text").sizeBytes()).isEqualTo(4 + 3);
      values.values().forEach(Tensor::close);
    }
    assertThat(pool.heldSlabs()).isZero();
  }

  @Test
  void an_initial_value_that_contradicts_its_shape_is_refused() throws IOException {
    TensorPool pool = new TensorPool(1 << 20, 0);
    TinyModel model =
        TinyModel.opset(13)
            .initializer(TinyModel.floats("a", new long[] {1}, 1))
            .initializer(TinyModel.floats("b", new long[] {3}, 1));
    try (OnnxFile file = OnnxFile.open(write(model.bytes()))) {
      assertThatThrownBy(() -> file.initialValues(Set.of("a", "b"), pool))
          .hasMessageContaining("does not hold as many elements as its shape says");
    }
    assertThat(pool.heldSlabs()).isZero();
  }
}
