package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.engine.onnx.graph.TinyModel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTypesTest {
  @TempDir Path folder;

  @Test
  void strings_pass_byte_for_byte() throws Exception {
    String[] texts = {"", "plain", "소반", "emoji 🍚🥢", "\u00e9\u0000".substring(0, 1)};
    try (Loaded model = Loaded.of(folder, TinyModel.one("Identity", TinyModel.STRING, -1));
        Tensor x = Tensors.strings(model.pool(), Shape.of(5), texts);
        BatchResult result = model.run(Map.of("x", x))) {
      assertThat(Tensors.strings(result.outputs().get("y"))).containsExactly(texts);
    }
  }

  @Test
  void no_strings_and_a_scalar_string_pass() throws Exception {
    try (Loaded model = Loaded.of(folder, TinyModel.one("Identity", TinyModel.STRING, -1));
        Tensor none = Tensors.strings(model.pool(), Shape.of(0));
        BatchResult result = model.run(Map.of("x", none))) {
      assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of(0));
    }
    try (Loaded model = Loaded.of(folder, TinyModel.one("Identity", TinyModel.STRING));
        Tensor scalar = Tensors.strings(model.pool(), Shape.of(), "하나");
        BatchResult result = model.run(Map.of("x", scalar))) {
      assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of());
      assertThat(Tensors.strings(result.outputs().get("y"))).containsExactly("하나");
    }
  }

  @Test
  void bytes_that_are_no_text_are_the_callers_fault() throws Exception {
    try (Loaded model = Loaded.of(folder, TinyModel.one("Identity", TinyModel.STRING, -1));
        Tensor broken =
            Tensors.of(
                model.pool(),
                DataType.BYTES,
                Shape.of(1),
                MemorySegment.ofArray(new byte[] {1, 0, 0, 0, (byte) 0xff}));
        Tensor nul = Tensors.strings(model.pool(), Shape.of(1), "a\u0000b")) {
      assertThat(model.failure(Map.of("x", broken)))
          .hasMessage("input x: string 0 is not UTF-8 (expected: UTF-8 text)");
      assertThat(model.failure(Map.of("x", nul)))
          .hasMessage("input x: string 0 holds a NUL character (expected: none)");
    }
  }

  @Test
  void wrong_names_types_and_shapes_are_the_callers_fault() throws Exception {
    try (Loaded model = Loaded.of(folder, TinyModel.one("Relu", TinyModel.FLOAT, -1, 2));
        Tensor good = Tensors.floats(model.pool(), Shape.of(1, 2), 1, 2);
        Tensor wrongType = Tensors.longs(model.pool(), Shape.of(1, 2), 1, 2);
        Tensor wrongShape = Tensors.floats(model.pool(), Shape.of(1, 3), 1, 2, 3)) {
      assertThat(model.failure(Map.of()).fault()).isEqualTo(Fault.INPUT);
      assertThat(model.failure(Map.of("x", good, "z", good)))
          .hasMessage("input z: unknown (expected: [x])");
      assertThat(model.failure(Map.of("x", wrongType)))
          .hasMessage("input x: INT64 (expected: FP32)");
      EngineException shape = model.failure(Map.of("x", wrongShape));
      assertThat(shape.fault()).isEqualTo(Fault.INPUT);
      assertThat(shape).hasMessageContaining("Got: 3 Expected: 2");
      assertThat(model.failure(Map.of("x", good), "nope").fault()).isEqualTo(Fault.INPUT);
    }
  }

  @Test
  void every_type_that_can_be_fed_comes_back_unchanged() throws Exception {
    int[] codes = {1, 2, 3, 5, 6, 7, 9, 10, 11, 16};
    for (int code : codes) {
      try (Loaded model = Loaded.of(folder, TinyModel.one("Identity", code, -1, 2))) {
        DataType type = model.signature().inputs().getFirst().dataType();
        byte[] values = new byte[4 * type.sizeBytes()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (byte) (type == DataType.BOOL ? i % 2 : i + 1);
        }
        for (int run = 0; run < 2; run++) {
          try (Tensor x =
                  Tensors.of(model.pool(), type, Shape.of(2, 2), MemorySegment.ofArray(values));
              BatchResult result = model.run(Map.of("x", x))) {
            Tensor y = result.outputs().get("y");
            assertThat(y.dataType()).isEqualTo(type);
            assertThat(y.data().mismatch(x.data())).isEqualTo(-1);
          }
        }
      }
    }
  }

  @Test
  void unsigned_outputs_are_read_as_they_are() throws Exception {
    for (int code : new int[] {4, 12, 13}) {
      byte[] bytes =
          TinyModel.opset(13)
              .input("x", TinyModel.INT64, -1)
              .output("y", code, -1)
              .node(
                  "Cast",
                  "x",
                  "y",
                  TinyModel.join(
                      TinyModel.text(1, "to"), TinyModel.number(3, code), TinyModel.number(20, 2)))
              .bytes();
      try (Loaded model = Loaded.of(folder, bytes);
          Tensor x = Tensors.longs(model.pool(), Shape.of(2), 7, 65535);
          BatchResult result = model.run(Map.of("x", x))) {
        Tensor y = result.outputs().get("y");
        assertThat(y.dataType().name()).startsWith("UINT");
        assertThat(y.sizeBytes()).isEqualTo(2L * y.dataType().sizeBytes());
        assertThat(y.data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
      }
    }
  }
}
