package dev.soban.cli.runtime;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.trial.SampleInputs;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.repository.triton.WarmupSample;
import dev.soban.repository.triton.WarmupSample.Content;
import dev.soban.repository.triton.WarmupSample.Input;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the tensors of a warm-up sample. Blocking: reads its files. */
final class WarmupInputs {
  private static final int MAX_FILE_BYTES = 256 << 20;

  private final TensorPool memory;

  WarmupInputs(TensorPool memory) {
    this.memory = memory;
  }

  /** By name; the caller closes them. */
  Map<String, Tensor> of(WarmupSample sample) throws ModelLoadException {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    boolean complete = false;
    try {
      for (Input input : sample.inputs()) {
        inputs.put(input.name(), tensor(input, sample.rows()));
      }
      complete = true;
      return inputs;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelLoadException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!complete) {
        inputs.values().forEach(Tensor::close);
      }
    }
  }

  private Tensor tensor(Input input, int rows) throws ModelLoadException {
    Shape shape = input.shape().dynamic() ? input.shape().withRows(rows) : input.shape();
    return switch (input.content()) {
      case Content.Zeros() -> zeros(input.dataType(), shape);
      case Content.Numbers() -> numbers(input, rows);
      case Content.InFile(Path path) -> fromFile(input, shape, path);
    };
  }

  private Tensor zeros(DataType type, Shape shape) {
    if (!type.fixedSize()) {
      int count = Math.toIntExact(shape.elements());
      return BytesElements.tensorOf(memory, shape, Collections.nCopies(count, new byte[0]));
    }
    Slab slab = memory.allocate(Math.multiplyExact(shape.elements(), type.sizeBytes()));
    slab.memory().fill((byte) 0);
    return Tensor.of(type, shape, slab);
  }

  private Tensor numbers(Input input, int rows) {
    TensorSpec spec = new TensorSpec(input.name(), input.dataType(), input.shape());
    Signature alone = new Signature(List.of(spec), List.of());
    return new SampleInputs(alone, memory, 1).rows(0, rows).values().iterator().next();
  }

  private Tensor fromFile(Input input, Shape shape, Path path) throws ModelLoadException {
    byte[] bytes = read(path);
    long rows = input.shape().dynamic() ? shape.dim(0) : 1;
    long held = elements(input, path, bytes);
    long repeats = held == shape.elements() ? 1 : rows;
    if (held * repeats != shape.elements()) {
      throw new ModelLoadException(
          "input_data_file: "
              + path.getFileName()
              + " with "
              + held
              + " elements (expected: "
              + shape.elements()
              + ", or those of one row)");
    }
    Slab slab = memory.allocate(bytes.length * repeats);
    for (long i = 0; i < repeats; i++) {
      MemorySegment.copy(
          MemorySegment.ofArray(bytes), 0, slab.memory(), i * bytes.length, bytes.length);
    }
    return Tensor.of(input.dataType(), shape, slab, bytes.length * repeats);
  }

  private static long elements(Input input, Path path, byte[] bytes) throws ModelLoadException {
    if (!input.dataType().fixedSize()) {
      return BytesElements.count(MemorySegment.ofArray(bytes));
    }
    int size = input.dataType().sizeBytes();
    if (bytes.length % size != 0) {
      throw new ModelLoadException(
          "input_data_file: "
              + path.getFileName()
              + " with "
              + bytes.length
              + " bytes (expected: elements of "
              + size
              + " bytes)");
    }
    return bytes.length / size;
  }

  private static byte[] read(Path path) throws ModelLoadException {
    try {
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw new ModelLoadException(
            "input_data_file: " + path.getFileName() + ": too large (expected: at most 256 MiB)");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new ModelLoadException(
          "input_data_file: " + path.getFileName() + " cannot be read: " + e, e);
    }
  }
}
