package dev.soban.core.interpret;

import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of one answer on their way into new tensors. One thread. */
final class RowReading {
  private final RowReader reader;
  private final List<PictureFrame> frames;
  private final List<Tensor> sources;
  private final long rows;
  private final List<TensorSpec> specs;
  private final List<Slab> slabs = new ArrayList<>();

  /**
   * @param raw the model's answer
   * @param frames of each row; empty when the rows came as they are
   */
  RowReading(RowReader reader, Map<String, Tensor> raw, List<PictureFrame> frames) {
    this.reader = reader;
    this.frames = frames;
    this.sources = reader.reads().stream().map(name -> present(raw, name)).toList();
    this.rows = sources.getFirst().shape().dim(0);
    if (sources.stream().anyMatch(source -> source.shape().dim(0) != rows)) {
      throw new EngineFailed("outputs " + sources + " (expected: equally many rows)", null);
    }
    this.specs = Stream.concat(reader.served().stream(), reader.extras().stream()).toList();
  }

  private static Tensor present(Map<String, Tensor> raw, String name) {
    Tensor tensor = raw.get(name);
    if (tensor == null || tensor.shape().rank() == 0) {
      throw new EngineFailed("output " + name + ": missing (expected: rows of it)", null);
    }
    return tensor;
  }

  /** Everything that the reader makes, for the caller to close. */
  Map<String, Tensor> into(TensorPool memory) {
    boolean complete = false;
    try {
      for (TensorSpec spec : specs) {
        slabs.add(memory.allocate(rows * rowBytes(spec)));
      }
      for (int row = 0; row < rows; row++) {
        reader.read(outputs(row), frame(row), targets(row));
      }
      complete = true;
    } finally {
      if (!complete) {
        slabs.forEach(Slab::release);
      }
    }
    return published();
  }

  private List<MemorySegment> outputs(int row) {
    List<MemorySegment> outputs = new ArrayList<>(sources.size());
    for (Tensor source : sources) {
      long bytes = source.sizeBytes() / rows;
      outputs.add(source.data().asSlice(row * bytes, bytes));
    }
    return outputs;
  }

  private @Nullable PictureFrame frame(int row) {
    return row < frames.size() ? frames.get(row) : null;
  }

  private List<MemorySegment> targets(int row) {
    List<MemorySegment> targets = new ArrayList<>(specs.size());
    for (int i = 0; i < specs.size(); i++) {
      long bytes = rowBytes(specs.get(i));
      targets.add(slabs.get(i).memory().asSlice(row * bytes, bytes));
    }
    return targets;
  }

  private static long rowBytes(TensorSpec spec) {
    return spec.shape().withRows(1).elements() * spec.dataType().sizeBytes();
  }

  private Map<String, Tensor> published() {
    Map<String, Tensor> tensors = LinkedHashMap.newLinkedHashMap(specs.size());
    for (int i = 0; i < specs.size(); i++) {
      TensorSpec spec = specs.get(i);
      tensors.put(
          spec.name(), Tensor.of(spec.dataType(), spec.shape().withRows(rows), slabs.get(i)));
    }
    return tensors;
  }
}
