package dev.soban.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.tensor.TestTensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptedEngineTest extends EngineContract {
  private static final TensorSpec X = new TensorSpec("x", DataType.FP32, Shape.of(-1, 2));

  @Override
  protected LoadedEngine load(TensorPool pool) {
    return new LoadedEngine(
        ScriptedEngine.of(ScriptedEngineTest::answer),
        new Signature(List.of(X), List.of(X)),
        "scripted",
        "cpu",
        List.of(),
        Map.of());
  }

  private static BatchResult answer(Batch batch, RunControl control) throws EngineException {
    if (control.abandoned()) {
      throw new EngineException(Fault.STOPPED, "stopped", null);
    }
    if (TestTensors.floats(batch.inputs().get("x"))[0] < 0) {
      throw new EngineException(Fault.INPUT, "x: negative (expected: not)", null);
    }
    return ScriptedEngine.echoed(batch);
  }

  @Override
  protected Optional<Map<String, Tensor>> refusedInputs(TensorPool pool) {
    return Optional.of(Map.of("x", TestTensors.floats(pool, Shape.of(1, 2), -1, 0)));
  }

  @Override
  protected Map<String, Tensor> inputs(TensorPool pool, long rows) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put(
        "x", TestTensors.floats(pool, Shape.of(rows, 2), new float[Math.toIntExact(rows * 2)]));
    return inputs;
  }

  @Test
  void runs_after_close_and_closing_twice_are_defects() {
    ScriptedEngine engine = ScriptedEngine.echo();
    engine.close();

    assertThatThrownBy(engine::close).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> engine.run(null, new RunControl(1)))
        .isInstanceOf(AssertionError.class);
    assertThat(engine.closed()).isTrue();
  }
}
