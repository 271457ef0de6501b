package dev.soban.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.soban.core.engine.EngineException.Fault;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every engine keeps to; each engine's tests subclass this. */
public abstract class EngineContract {
  @RegisterExtension protected final HeldSlabs memory = new HeldSlabs();

  /** Loads a small model whose rows vary and stay apart, using the pool for its outputs. */
  protected abstract LoadedEngine load(TensorPool pool) throws ModelLoadException;

  /** Inputs of so many rows that the model answers; the contract closes them. */
  protected abstract Map<String, Tensor> inputs(TensorPool pool, long rows);

  /** Inputs that the model refuses at run time, if there are any. */
  protected Optional<Map<String, Tensor>> refusedInputs(TensorPool pool) {
    return Optional.empty();
  }

  @Test
  void each_output_has_as_many_rows_as_each_input() throws Exception {
    try (Engine engine = load(memory.pool()).engine()) {
      for (long rows : new long[] {1, 2, 5}) {
        Map<String, Tensor> inputs = inputs(memory.pool(), rows);
        try (BatchResult result = engine.run(batch(inputs, rows), new RunControl(1))) {
          assertThat(result.failures()).isEmpty();
          assertThat(result.outputs()).isNotEmpty();
          assertThat(result.outputs().values())
              .allSatisfy(output -> assertThat(output.shape().dim(0)).isEqualTo(rows));
        }
        close(inputs);
      }
    }
  }

  @Test
  void outputs_are_those_of_the_signature() throws Exception {
    LoadedEngine loaded = load(memory.pool());
    try (Engine engine = loaded.engine()) {
      Map<String, Tensor> inputs = inputs(memory.pool(), 1);
      try (BatchResult result = engine.run(batch(inputs, 1), new RunControl(1))) {
        assertThat(result.outputs().keySet())
            .containsExactlyElementsOf(
                loaded.signature().outputs().stream().map(spec -> spec.name()).toList());
        loaded
            .signature()
            .outputs()
            .forEach(
                spec -> {
                  Tensor output = result.outputs().get(spec.name());
                  assertThat(output.dataType()).isEqualTo(spec.dataType());
                  assertThat(spec.shape().accepts(output.shape())).isTrue();
                });
      }
      close(inputs);
    }
  }

  @Test
  void only_the_wanted_output_comes_back() throws Exception {
    LoadedEngine loaded = load(memory.pool());
    String wanted = loaded.signature().outputs().getLast().name();
    try (Engine engine = loaded.engine()) {
      Map<String, Tensor> inputs = inputs(memory.pool(), 1);
      Batch batch = new Batch(inputs, List.of(new Batch.RowRange(0, 1)), List.of(wanted));
      try (BatchResult result = engine.run(batch, new RunControl(1))) {
        assertThat(result.outputs()).containsOnlyKeys(wanted);
      }
      close(inputs);
    }
  }

  @Test
  void the_batch_keeps_its_tensors() throws Exception {
    try (Engine engine = load(memory.pool()).engine()) {
      Map<String, Tensor> inputs = inputs(memory.pool(), 2);
      long held = memory.pool().heldSlabs();

      engine.run(batch(inputs, 2), new RunControl(1)).close();

      assertThat(memory.pool().heldSlabs()).isEqualTo(held);
      close(inputs);
    }
  }

  @Test
  void a_run_that_nobody_waits_for_is_stopped() throws Exception {
    try (Engine engine = load(memory.pool()).engine()) {
      Map<String, Tensor> inputs = inputs(memory.pool(), 1);
      RunControl abandoned = new RunControl(1);
      abandoned.abandonOne();

      assertThatThrownBy(() -> engine.run(batch(inputs, 1), abandoned).close())
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.fault()).isEqualTo(Fault.STOPPED));

      engine.run(batch(inputs, 1), new RunControl(1)).close();
      close(inputs);
    }
  }

  @Test
  void values_that_do_not_fit_are_the_callers_fault() throws Exception {
    Optional<Map<String, Tensor>> refused = refusedInputs(memory.pool());
    assumeTrue(refused.isPresent(), "skipped: this engine's model takes every value");
    try (Engine engine = load(memory.pool()).engine()) {
      assertThatThrownBy(() -> engine.run(batch(refused.get(), 1), new RunControl(1)).close())
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.fault()).isEqualTo(Fault.INPUT));
    } finally {
      close(refused.get());
    }
  }

  private static Batch batch(Map<String, Tensor> inputs, long rows) {
    return new Batch(inputs, List.of(new Batch.RowRange(0, rows)), List.of());
  }

  private static void close(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::close);
  }
}
