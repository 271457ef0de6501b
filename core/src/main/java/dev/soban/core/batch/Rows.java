package dev.soban.core.batch;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.Batch.RowRange;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.schedule.line.Slice;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** Puts rows together and takes them apart again. */
final class Rows {
  private Rows() {}

  /** Whether the slices are all of a single request. */
  static boolean oneWhole(List<Slice<Ticket>> slices) {
    return slices.size() == 1 && Ticket.whole(slices.getFirst());
  }

  /**
   * One batch of the slices' rows. The tensors of a single whole request are used as they are and
   * stay its ticket's; all others are the caller's to close.
   */
  static Batch assemble(List<Slice<Ticket>> slices, TensorPool memory) {
    Ticket first = Ticket.of(slices.getFirst());
    List<RowRange> ranges = new ArrayList<>(slices.size());
    long from = 0;
    for (Slice<Ticket> slice : slices) {
      ranges.add(new RowRange(from, slice.count()));
      from += slice.count();
    }
    Map<String, Tensor> inputs = oneWhole(slices) ? first.inputs() : gathered(slices, memory);
    return new Batch(inputs, ranges, first.request.outputs());
  }

  private static Map<String, Tensor> gathered(List<Slice<Ticket>> slices, TensorPool memory) {
    List<Map<String, Tensor>> pieces = new ArrayList<>(slices.size());
    List<Map<String, Tensor>> cuts = new ArrayList<>(2);
    try {
      for (Slice<Ticket> slice : slices) {
        Map<String, Tensor> inputs = Ticket.of(slice).inputs();
        if (!Ticket.whole(slice)) {
          inputs = cut(inputs, new RowRange(slice.from(), slice.count()));
          cuts.add(inputs);
        }
        pieces.add(inputs);
      }
      return joined(pieces, memory);
    } finally {
      cuts.forEach(Rows::close);
    }
  }

  /** The pieces' tensors joined along dimension 0; the result is the caller's to close. */
  static Map<String, Tensor> joined(List<Map<String, Tensor>> pieces, TensorPool memory) {
    return each(
        pieces.getFirst(),
        (name, first) -> pieces.size() == 1 ? first.share() : join(name, pieces, memory));
  }

  private static Tensor join(String name, List<Map<String, Tensor>> pieces, TensorPool memory) {
    Tensor first = Objects.requireNonNull(pieces.getFirst().get(name));
    List<Tensor> tensors = new ArrayList<>(pieces.size());
    long sizeBytes = 0;
    long rows = 0;
    for (Map<String, Tensor> piece : pieces) {
      Tensor tensor = piece.get(name);
      if (tensor == null
          || tensor.dataType() != first.dataType()
          || !tensor.shape().sameRow(first.shape())) {
        throw new PredictionException.EngineFailed(
            name + ": " + tensor + " beside " + first + " (expected: rows of one shape)", null);
      }
      tensors.add(tensor);
      sizeBytes += tensor.sizeBytes();
      rows += tensor.shape().dim(0);
    }
    Slab slab = memory.allocate(sizeBytes);
    long offset = 0;
    for (Tensor tensor : tensors) {
      MemorySegment.copy(tensor.data(), 0, slab.memory(), offset, tensor.sizeBytes());
      offset += tensor.sizeBytes();
    }
    return Tensor.of(first.dataType(), first.shape().withRows(rows), slab, sizeBytes);
  }

  /** Whether every output has as many rows as were asked for, so that they can be dealt out. */
  static boolean countsAgree(Map<String, Tensor> outputs, long rows) {
    for (Tensor output : outputs.values()) {
      if (output.shape().rank() == 0 || output.shape().dim(0) != rows) {
        return false;
      }
    }
    return true;
  }

  static Map<String, Tensor> cut(Map<String, Tensor> tensors, RowRange range) {
    return each(tensors, (name, tensor) -> tensor.rows(range.from(), range.count()));
  }

  static Map<String, Tensor> shared(Map<String, Tensor> tensors) {
    return each(tensors, (name, tensor) -> tensor.share());
  }

  static void close(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::close);
  }

  /** All or nothing: when one fails, those made before it are closed. */
  private static Map<String, Tensor> each(
      Map<String, Tensor> tensors, BiFunction<String, Tensor, Tensor> change) {
    if (tensors.size() == 1) {
      var only = tensors.entrySet().iterator().next();
      return Map.of(only.getKey(), change.apply(only.getKey(), only.getValue()));
    }
    Map<String, Tensor> changed = LinkedHashMap.newLinkedHashMap(tensors.size());
    try {
      tensors.forEach((name, tensor) -> changed.put(name, change.apply(name, tensor)));
    } catch (RuntimeException e) {
      close(changed);
      throw e;
    }
    return changed;
  }
}
