package dev.soban.repository.triton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.RunControl;
import dev.soban.core.engine.ScriptedEngine;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.repository.yaml.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFormTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();

  private static final Signature MODEL =
      new Signature(
          List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2, 2))),
          List.of(
              new TensorSpec("y", DataType.FP32, Shape.of(-1)),
              new TensorSpec("z", DataType.FP32, Shape.of(-1, 2, 2))));

  @Test
  void tensors_are_reshaped_on_the_way_in_and_out_without_a_copy() throws Exception {
    List<Shape> seen = new ArrayList<>();
    List<Long> addresses = new ArrayList<>();
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) -> {
              Tensor x = batch.inputs().get("x");
              seen.add(x.shape());
              addresses.add(x.data().address());
              return new BatchResult(
                  Map.of("y", TestTensors.floats(memory.pool(), Shape.of(2), 7, 8)));
            });
    LoadedEngine formed =
        form("""
                max_batch_size: 4
                input { name: "x" dims: 4 reshape { shape: [ 2, 2 ] } }
                output { name: "y" dims: 1 reshape { shape: [ ] } }
                """)
            .around(loaded(engine));

    try (Tensor x = TestTensors.floats(memory.pool(), Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
        BatchResult result = formed.engine().run(batch(x, List.of()), new RunControl(1))) {
      assertThat(result.outputs().get("y").shape()).isEqualTo(Shape.of(2, 1));
      assertThat(TestTensors.floats(result.outputs().get("y"))).containsExactly(7, 8);
      assertThat(seen).containsExactly(Shape.of(2, 2, 2));
      assertThat(addresses).containsExactly(x.data().address());
    }
    assertThat(formed.signature())
        .isEqualTo(
            new Signature(
                List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4))),
                List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 1)))));
    assertThat(engine.calls().getFirst().outputs()).containsExactly("y");
  }

  @Test
  void an_answer_that_does_not_fit_is_the_engines_failure_and_holds_nothing() throws Exception {
    ScriptedEngine engine =
        ScriptedEngine.of(
            (batch, control) ->
                new BatchResult(Map.of("y", batch.inputs().get("x").reshaped(Shape.of(2, 4)))));
    LoadedEngine formed =
        form("max_batch_size: 4 output { name: 'y' dims: 1 reshape { shape: [ ] } }")
            .around(loaded(engine));

    try (Tensor x = TestTensors.floats(memory.pool(), Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8)) {
      assertThatThrownBy(() -> formed.engine().run(batch(x, List.of()), new RunControl(1)))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("reshape: shape: [2,4] (expected: [-1])");
    }
  }

  @Test
  void without_a_word_the_engine_is_the_models_own() throws Exception {
    ScriptedEngine engine = ScriptedEngine.echo();

    LoadedEngine formed =
        form("max_batch_size: 4 input { name: 'x' dims: [ 2, 2 ] }").around(loaded(engine));

    assertThat(formed.engine()).isSameAs(engine);
    assertThat(formed.signature()).isEqualTo(MODEL);
  }

  @Test
  void outputs_that_are_not_listed_are_not_served() throws Exception {
    LoadedEngine formed =
        form("max_batch_size: 4 output { name: 'z' dims: [ 2, 2 ] }")
            .around(loaded(ScriptedEngine.echo()));

    assertThat(formed.signature().outputs()).extracting(TensorSpec::name).containsExactly("z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "input { name: 'a' dims: 1 } | name: a (expected: one of the model's inputs: x)",
        "output { name: 'a' dims: 1 } | name: a (expected: one of the model's outputs: y, z)",
        "input { name: 'x' data_type: TYPE_INT32 } | x: data_type INT32 (expected: FP32, as in the"
            + " model)",
        "input { name: 'x' dims: [ 2, 3 ] } | x: dims make [-1,2,3] with the rows (expected: to fit"
            + " [-1,2,2] of the model)",
        "input { name: 'x' dims: [ 2, -1 ] } | x: dims make [-1,2,-1] with the rows (expected: to"
            + " fit [-1,2,2] of the model)",
      })
  void what_contradicts_the_model_is_refused_with_its_place(String text, String expected) {
    assertThatThrownBy(() -> form("max_batch_size: 4\n" + text).around(loaded(null)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("m/config.pbtxt:2:1: " + expected);
  }

  @Test
  void batches_of_a_model_that_takes_none_are_refused_with_the_way_out() {
    Signature fixed =
        new Signature(List.of(new TensorSpec("x", DataType.FP32, Shape.of(1, 4))), List.of());

    assertThatThrownBy(
            () ->
                form("max_batch_size: 4 input { name: 'x' dims: 4 }")
                    .around(loaded(ScriptedEngine.echo(), fixed)))
        .hasMessageContaining("expected: max_batch_size: 0 and all dimensions in dims");
  }

  private static WireForm form(String text) throws ConfigException {
    return Triton.read(text).form();
  }

  private static LoadedEngine loaded(ScriptedEngine engine) {
    return loaded(engine == null ? ScriptedEngine.echo() : engine, MODEL);
  }

  private static LoadedEngine loaded(ScriptedEngine engine, Signature signature) {
    return new LoadedEngine(engine, signature, "scripted", "cpu", List.of(), Map.of());
  }

  private static Batch batch(Tensor x, List<String> outputs) {
    return new Batch(Map.of("x", x), List.of(new Batch.RowRange(0, x.shape().dim(0))), outputs);
  }
}
