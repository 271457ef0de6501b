package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.Batch.RowRange;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.EngineException;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One loaded model with a pool of its own; closing checks that every slab came back. */
final class Loaded implements AutoCloseable {
  private final TensorPool pool = new TensorPool(1L << 30, 1L << 28);
  private final LoadedEngine engine;

  private Loaded(OnnxModelFiles files, OnnxSettings settings) throws ModelLoadException {
    this.engine = new OnnxEngines(pool).loader(files, settings).load();
  }

  static Loaded of(Path model) throws ModelLoadException {
    return new Loaded(OnnxModelFiles.of(model), OnnxSettings.CPU);
  }

  static Loaded of(Path model, OnnxSettings settings) throws ModelLoadException {
    return new Loaded(OnnxModelFiles.of(model), settings);
  }

  static Loaded of(OnnxModelFiles files) throws ModelLoadException {
    return new Loaded(files, OnnxSettings.CPU);
  }

  /** A model of these bytes, written to the folder first. */
  static Loaded of(Path folder, byte[] model) throws ModelLoadException {
    try {
      return of(Files.write(folder.resolve("model.onnx"), model));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LoadedEngine engine() {
    return engine;
  }

  Signature signature() {
    return engine.signature();
  }

  TensorPool pool() {
    return pool;
  }

  BatchResult run(Map<String, Tensor> inputs, String... outputs) throws EngineException {
    return run(inputs, new RunControl(1), outputs);
  }

  BatchResult run(Map<String, Tensor> inputs, RunControl control, String... outputs)
      throws EngineException {
    Batch batch = new Batch(inputs, List.of(new RowRange(0, 1)), List.of(outputs));
    return engine.engine().run(batch, control);
  }

  /** How a run fails, which it must. */
  EngineException failure(Map<String, Tensor> inputs, String... outputs) {
    return catchThrowableOfType(EngineException.class, () -> run(inputs, outputs));
  }

  /** Runs on zeros; what varies becomes the given size. */
  BatchResult runOnZeros(long size) throws EngineException {
    Map<String, Tensor> inputs = new HashMap<>();
    try {
      for (TensorSpec spec : signature().inputs()) {
        long[] dims = spec.shape().dims();
        for (int i = 0; i < dims.length; i++) {
          dims[i] = dims[i] == -1 ? size : dims[i];
        }
        inputs.put(spec.name(), zeros(spec.dataType(), Shape.of(dims)));
      }
      return run(inputs);
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  Tensor zeros(DataType type, Shape shape) {
    long sizeBytes = shape.elements() * Math.max(4, type.sizeBytes());
    Slab slab = pool.allocate(sizeBytes);
    slab.memory().fill((byte) 0);
    return type.fixedSize()
        ? Tensor.of(type, shape, slab)
        : Tensor.of(type, shape, slab, sizeBytes);
  }

  @Override
  public void close() {
    engine.engine().close();
    assertThat(pool.heldSlabs()).isZero();
  }
}
